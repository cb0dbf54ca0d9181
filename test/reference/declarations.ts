// The public API as the declarations of the built package have it: the names of each entry point, their members and their
// doc comments. Needs `npm run build`.

import { readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

import packageJson from "../../package.json" with { type: "json" };
import { ROOT } from "../documents.ts";
import { exported, idOf, isHidden, isNode, list, local, moduleAt, nameOf, usedBy } from "./modules.ts";
import type { Item, Module, Node } from "./modules.ts";

/** A name of the public API, or a member of one. */
export interface Declared {
  /** A member without a name is `call`, `constructor` or `index`. */
  readonly name: string;
  readonly kind: "class" | "constant" | "function" | "interface" | "member" | "namespace" | "type";
  /** The doc comment without its frame; empty if there is none. */
  readonly doc: string;
  /** The declaration; of a class, an interface or a namespace only the head. One for each overload. */
  readonly signatures: readonly string[];
  readonly members: readonly Declared[];
  /** Whether the type is a literal, so that the name and the type say everything, as in `kind: "passed"`. */
  readonly isLiteral: boolean;
  /** The source file, relative to the root of the repository. */
  readonly file: string;
  /** Identifies the declaration: a name may be exported by several entry points. */
  readonly id: string;
}

/** An entry point of the package. */
export interface EntryPoint {
  /** As users import it, such as `heddle/otp`. */
  readonly specifier: string;
  readonly exported: readonly Declared[];
}

/** The public API. */
export interface PublicApi {
  readonly entryPoints: readonly EntryPoint[];
  /** Types that the declarations use and that no entry point exports. */
  readonly others: readonly Declared[];
}

/** Reads the declarations of all entry points. */
export function readPublicApi(): PublicApi {
  const doors = Object.entries(packageJson.exports).flatMap(([path, target]) =>
    typeof target === "string"
      ? []
      : [{ specifier: path.replace(/^\./, packageJson.name), file: join(ROOT, target.types) }],
  );
  const found = doors.map(({ file, specifier }) => ({
    specifier,
    foreign: [...moduleAt(file).foreign].map(([name, source]) => fromPackage(name, source)),
    names: [...moduleAt(file).exports.keys()].map((name) => ({ name, item: exported(file, name) })),
  }));
  const items = found.flatMap(({ names }) => names.flatMap(({ item }) => (item === undefined ? [] : [item])));
  return {
    entryPoints: found.map(({ foreign, names, specifier }) => ({
      specifier,
      exported: [...names.flatMap(({ item, name }) => (item === undefined ? [] : [describe(name, item)])), ...foreign],
    })),
    others: usedBy(items).map((item) => describe(nameOf(item.nodes[0]), item)),
  };
}

function describe(name: string, item: Item): Declared {
  const { module, namespace, nodes } = item;
  const file = relative(ROOT, module.file)
    .split(sep)
    .join("/")
    .replace(/^dist\//, "src/")
    .replace(/\.d\.ts$/, ".ts");
  const common = { name, file, id: idOf(item), isLiteral: false };
  if (namespace) {
    const members = [...module.exports.keys()]
      .map((each) => ({ each, found: exported(module.file, each) }))
      .flatMap(({ each, found }) => (found === undefined || isType(found) ? [] : [describe(each, found)]));
    return { ...common, kind: "namespace", doc: fileHeader(file), signatures: [`namespace ${name}`], members };
  }
  const [first] = nodes;
  const doc = nodes.map(({ start }) => module.docs.get(start) ?? "").find((text) => text !== "") ?? "";
  const signatures = nodes.map((node) => signatureOf(module, node));
  return {
    ...common,
    kind: KINDS[first?.type ?? ""] ?? "constant",
    doc,
    signatures,
    members: nodes.flatMap((node) => declaredMembers(item, node)),
  };
}

function fromPackage(name: string, source: string): Declared {
  const doc = `The export of that name of the package \`${source}\`.`;
  return {
    name,
    kind: "constant",
    doc,
    signatures: [],
    members: [],
    isLiteral: false,
    file: "",
    id: `${source}#${name}`,
  };
}

function isType({ nodes }: Item): boolean {
  return nodes.every(({ type }) => type === "TSInterfaceDeclaration" || type === "TSTypeAliasDeclaration");
}

/** A namespace is a module, which its header describes. */
function fileHeader(file: string): string {
  const lines = readFileSync(join(ROOT, file), "utf8").split("\n");
  const end = lines.findIndex((line) => !line.startsWith("//"));
  return lines
    .slice(0, end)
    .map((line) => line.slice(3))
    .join("\n");
}

const KINDS: Readonly<Record<string, Declared["kind"]>> = {
  ClassDeclaration: "class",
  FunctionDeclaration: "function",
  TSDeclareFunction: "function",
  TSInterfaceDeclaration: "interface",
  TSTypeAliasDeclaration: "type",
};

/** The names of the types that a class or an interface extends or implements. */
function basesOf(node: Node): readonly string[] {
  const heritage = [...list(node["extends"]), ...list(node["implements"])].map((each) => each["expression"]);
  return [node["superClass"], ...heritage].flatMap((each) => (isNode(each) ? [nameOf(each)] : []));
}

/** The doc comment that a member inherits, as an override or an implementation. */
function inheritedDoc(item: Item, node: Node, name: string): string {
  for (const base of basesOf(node)) {
    if (base === "Error" && name === "name") return "The name of the class.";
    const found = local(item.module, base);
    for (const declaration of found?.nodes ?? []) {
      const member = ownMembers(found as Item, declaration).find((each) => each.name === name);
      const doc = member?.doc ?? "";
      const inherited = doc === "" ? inheritedDoc(found as Item, declaration, name) : doc;
      if (inherited !== "") return inherited;
    }
  }
  return "";
}

/** The members of a class, of an interface, or of the object types in a type alias. */
function declaredMembers(item: Item, node: Node): readonly Declared[] {
  return ownMembers(item, node).map((member) =>
    member.doc === "" ? { ...member, doc: inheritedDoc(item, node, member.name) } : member,
  );
}

function ownMembers(item: Item, node: Node): readonly Declared[] {
  if (node.type === "TSTypeAliasDeclaration") return merged(literalMembers(item, node["typeAnnotation"]));
  if (node.type !== "ClassDeclaration" && node.type !== "TSInterfaceDeclaration") return [];
  const members = list((node["body"] as Node)["body"]).filter((member) => !isHidden(member));
  return merged(members.map((member) => describeMember(item, member)));
}

/** The members of the object types within a type, except those in functions. */
function literalMembers(item: Item, type: unknown): readonly Declared[] {
  if (Array.isArray(type)) return type.flatMap((each) => literalMembers(item, each));
  if (
    !isNode(type) ||
    type.type === "TSFunctionType" ||
    type.type === "TSConditionalType" ||
    type.type === "TSMappedType"
  )
    return [];
  if (type.type === "TSTypeLiteral") return list(type["members"]).map((member) => describeMember(item, member));
  return Object.values(type).flatMap((each) => literalMembers(item, each));
}

function describeMember(item: Item, node: Node): Declared {
  const { module } = item;
  const key = node["key"];
  const name =
    node.type === "TSCallSignatureDeclaration"
      ? "call"
      : node.type === "TSConstructSignatureDeclaration"
        ? "constructor"
        : node.type === "TSIndexSignature"
          ? "index"
          : isNode(key)
            ? module.text.slice(key.start, key.end)
            : "?";
  const annotation = (node["typeAnnotation"] as { readonly typeAnnotation?: Node } | null)?.typeAnnotation;
  return {
    name: node["static"] === true ? `static ${name}` : name,
    kind: "member",
    doc: module.docs.get(node.start) ?? "",
    signatures: [oneLine(module.text.slice(node.start, node.end))],
    members: literalMembers(item, annotation),
    isLiteral: annotation?.type === "TSLiteralType",
    file: "",
    id: "",
  };
}

/** Overloads of a method, a getter and its setter, and the same member of several alternatives become one. */
function merged(members: readonly Declared[]): readonly Declared[] {
  const byName = new Map<string, Declared>();
  for (const member of members) {
    const known = byName.get(member.name);
    byName.set(
      member.name,
      known === undefined
        ? member
        : {
            ...known,
            doc: known.doc === "" ? member.doc : known.doc,
            signatures: [...new Set([...known.signatures, ...member.signatures])],
            members: [...known.members, ...member.members],
            isLiteral: known.isLiteral && member.isLiteral,
          },
    );
  }
  return [...byName.values()];
}

/** The text of a declaration; of a class or an interface without its body. */
function signatureOf({ text }: Module, node: Node): string {
  const body = node["body"];
  const end = isNode(body) ? body.start : node.end;
  return text
    .slice(node.start, end)
    .replace(/^export /, "")
    .replace(/^declare /, "")
    .replace(/;?\s*$/, "")
    .replaceAll(/^ {4}/gm, "  ");
}

function oneLine(text: string): string {
  return text
    .replaceAll(/\/\*\*.*?\*\/\s*/gs, "")
    .replaceAll(/\s+/g, " ")
    .replace(/;$/, "");
}
