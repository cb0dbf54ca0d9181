// The reference of the API as Markdown: a page for each entry point, one for the types that no entry point exports, and a
// list of all.

import type { Declared, PublicApi } from "./declarations.ts";

/** Texts by file name, relative to the root of the repository. */
export type Pages = ReadonlyMap<string, string>;

const INDEX = "docs/api.md";
const FOLDER = "api";
const NOTE = "<!-- Written by `npm run docs:update` from the doc comments in `src`. -->";

/** A page with the names on it. */
interface Page {
  readonly file: string;
  readonly title: string;
  readonly items: readonly Declared[];
}

/** Where a name is described. */
interface Place {
  readonly id: string;
  readonly name: string;
  readonly file: string;
  readonly anchor: string;
}

/** Writes the pages. */
export function pagesOf({ entryPoints, others }: PublicApi): Pages {
  const pages: readonly Page[] = [
    ...entryPoints.map(({ exported, specifier }) => ({
      file: `${specifier.split("/").at(-1)}.md`,
      title: specifier,
      items: exported,
    })),
    { file: "others.md", title: "Other types", items: others },
  ];
  const places = pages.flatMap((page) => placesOn(page));
  return new Map([
    [INDEX, indexText(pages, places)],
    ...pages.map((page) => [`docs/${FOLDER}/${page.file}`, pageText(page, places)] as const),
  ]);
}

/** The names on a page with their anchors, which GitHub numbers where they differ only in case. */
function placesOn({ file, items }: Page): readonly Place[] {
  const counts = new Map<string, number>();
  const anchorOf = (heading: string): string => {
    const anchor = heading.toLowerCase().replaceAll(/[^\w\- ]/g, "");
    const count = counts.get(anchor) ?? 0;
    counts.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  };
  return items.map(({ id, kind, members, name }) => {
    const anchor = anchorOf(name);
    if (kind === "namespace") for (const member of members) anchorOf(`${name}.${member.name}`);
    return { id, name, file, anchor };
  });
}

function pageText({ file, items, title }: Page, places: readonly Place[]): string {
  const texts = items.map((item) => {
    const first = places.find(({ id }) => id === item.id);
    const isHere = first === undefined || (first.file === file && first.name === item.name);
    return isHere ? nameText(item, file, places) : `## ${item.name}\n\nThe same as ${linkTo(first, file)}.`;
  });
  const intro = file === "others.md" ? ["Parts of exported types that have no name to import."] : [];
  return `${[`# ${title}`, NOTE, ...intro, ...texts].join("\n\n")}\n`;
}

function indexText(pages: readonly Page[], places: readonly Place[]): string {
  const lists = pages.map(({ file, title }) => {
    const names = places.filter((place) => place.file === file);
    const links = names.map(({ anchor, name }) => `[${name}](${FOLDER}/${file}#${anchor})`);
    return `## [${title}](${FOLDER}/${file})\n\n${links.join(" · ")}`;
  });
  return `${["# Reference", NOTE, "Every exported name, by entry point.", ...lists].join("\n\n")}\n`;
}

/** The section of an exported name. */
function nameText(item: Declared, file: string, places: readonly Place[]): string {
  const { doc, kind, members, name, signatures } = item;
  const code = signatures.length === 0 ? [] : [`\`\`\`typescript\n${signatures.join("\n")}\n\`\`\``];
  const parts = [`## ${name}`, ...(kind === "namespace" ? [] : code), ...docText(doc)];
  if (kind === "namespace") {
    parts.push(
      ...members.map((member) =>
        nameText({ ...member, name: `${name}.${member.name}` }, file, places).replace(/^## /, "### "),
      ),
    );
  } else {
    // The declaration of a type shows all members.
    const listed = kind === "type" ? members.filter((member) => member.doc !== "") : members;
    if (listed.length > 0) parts.push(listed.flatMap((member) => memberLines(member, "")).join("\n"));
  }
  const types = kind === "namespace" ? [] : typesIn(item, file, places);
  return [...parts, ...(types.length === 0 ? [] : [`Types: ${types.join(", ")}`])].join("\n\n");
}

/** A doc comment as Markdown: the summary, then the tags as a list, then the examples. */
function docText(doc: string): readonly string[] {
  const { examples, summary, tags } = parsed(doc);
  const shown = examples.map((example) =>
    example.startsWith("```") ? example : `\`\`\`typescript\n${example}\n\`\`\``,
  );
  return [
    ...(summary === "" ? [] : [summary]),
    ...(tags.length === 0 ? [] : [tags.map((tag) => `- ${tag}`).join("\n")]),
    ...shown,
  ];
}

/** A member as an item of a list: its declaration and what its doc comment says. */
function memberLines({ doc, members, signatures }: Declared, indent: string): readonly string[] {
  const { examples, summary, tags } = parsed(doc);
  const texts = [summary, ...tags.map((tag) => `${tag}.`.replace(/\.\.$/, "."))].filter((text) => text !== "");
  const code = signatures.map((signature) => `\`${signature}\``).join(", ");
  const shown = examples.map((example) => `Example: \`${example.replaceAll("\n", " ")}\``);
  return [
    `${indent}- ${[code, [...texts, ...shown].join(" ").replaceAll("\n\n", " ")].filter((text) => text !== "").join(": ")}`,
    ...members.flatMap((member) => memberLines(member, `${indent}  `)),
  ];
}

interface DocComment {
  readonly summary: string;
  readonly tags: readonly string[];
  readonly examples: readonly string[];
}

const LABELS: Readonly<Record<string, string>> = { returns: "Returns", throws: "Throws" };

function parsed(doc: string): DocComment {
  const [summary = "", ...rest] = doc.split(/(?:^|(?<=[\s.]))@(?=(?:example|param|returns|throws)\b)/);
  const tags = rest.map((text) => /^(?<tag>\w+)\s+(?<content>.*)$/s.exec(text.trim())?.groups ?? {});
  return {
    summary: summary
      .trim()
      .split(/\n{2,}/)
      .map((paragraph) => oneLine(paragraph))
      .join("\n\n"),
    tags: tags
      .filter(({ tag }) => tag !== "example")
      .map(({ content = "", tag = "" }) =>
        tag === "param" ? oneLine(content).replace(/^(\w+) /, "`$1`: ") : `${LABELS[tag]} ${oneLine(content)}`,
      ),
    examples: tags.flatMap(({ content = "", tag }) => (tag === "example" ? [content] : [])),
  };
}

/** Links to the types in the signatures. */
function typesIn({ members, name, signatures }: Declared, file: string, places: readonly Place[]): readonly string[] {
  const text = [...signatures, ...members.flatMap((member) => member.signatures)].join(" ");
  const code = text.replaceAll(/"[^"]*"|\/\*.*?\*\//gs, "");
  const names = new Set([...code.matchAll(/\b[A-Z]\w+\b/g)].map(([word]) => word));
  return [...names].flatMap((word) => {
    const place =
      places.find((each) => each.name === word && each.file === file) ?? places.find((each) => each.name === word);
    return place === undefined || word === name ? [] : [linkTo(place, file)];
  });
}

function linkTo({ anchor, file, name }: Place, from: string): string {
  return `[${name}](${from === file ? "" : file}#${anchor})`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
