// The program that heddle explores.

/** The function under test, called once per execution. It must create all its state itself. */
export type Program = () => unknown;
