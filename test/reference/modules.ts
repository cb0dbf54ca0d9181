// The declaration files of the built package: what each declares, imports and exports, and what a name means. A parser
// reads them, since TypeScript 7 has no stable API for this.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { parseSync } from "oxc-parser";

/** A node of the syntax tree, as ESTree has it. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** One declaration file. */
export interface Module {
  readonly file: string;
  readonly text: string;
  /** The doc comments by the offset of what they describe. */
  readonly docs: ReadonlyMap<number, string>;
  /** Declarations by name, several for overloads. Their statements begin where the doc comment ends. */
  readonly locals: ReadonlyMap<string, readonly Node[]>;
  /** Where imported names come from. */
  readonly imports: ReadonlyMap<string, Origin>;
  readonly exports: ReadonlyMap<string, Origin>;
  /** Exported names of other packages, with the package. */
  readonly foreign: ReadonlyMap<string, string>;
}

/** A name of a module; `*` is the module itself. */
interface Origin {
  readonly from: string | undefined;
  readonly name: string;
}

/** A resolved name: its declarations, or a whole module. */
export interface Item {
  readonly module: Module;
  readonly nodes: readonly Node[];
  /** Of a namespace: what it exports. */
  readonly namespace: boolean;
}

const modules = new Map<string, Module>();

export function moduleAt(file: string): Module {
  const known = modules.get(file);
  if (known !== undefined) return known;
  const module = parse(file);
  modules.set(file, module);
  return module;
}

function parse(file: string): Module {
  const text = readFileSync(file, "utf8");
  const { comments, errors, program } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const docs = new Map<number, string>();
  for (const { end, start, type } of comments) {
    if (type !== "Block" || text[start + 2] !== "*") continue;
    docs.set(end + (/^\s*/.exec(text.slice(end))?.[0].length ?? 0), unframed(text.slice(start, end)));
  }
  const locals = new Map<string, Node[]>();
  const imports = new Map<string, Origin>();
  const exports = new Map<string, Origin>();
  const foreign = new Map<string, string>();
  const pathOf = (source: unknown): string | undefined => {
    const path = (source as { readonly value: string } | null)?.value;
    return path?.startsWith(".") === true ? join(dirname(file), path.replace(/\.ts$/, ".d.ts")) : undefined;
  };
  const declare = (statement: Node, declaration: Node, isExported: boolean): void => {
    const names = declaration.type === "VariableDeclaration" ? list(declaration["declarations"]) : [declaration];
    for (const name of names.map((node) => nameOf(node))) {
      locals.set(name, [...(locals.get(name) ?? []), { ...declaration, start: statement.start }]);
      if (isExported) exports.set(name, { from: undefined, name });
    }
  };
  for (const statement of program.body as unknown as readonly Node[]) {
    if (statement.type === "ImportDeclaration") {
      for (const specifier of list(statement["specifiers"])) {
        const name = specifier.type === "ImportNamespaceSpecifier" ? "*" : nameOf(specifier["imported"] as Node);
        const from = pathOf(statement["source"]);
        if (from !== undefined) imports.set(nameOf(specifier["local"] as Node), { from, name });
      }
    } else if (statement.type === "ExportAllDeclaration") {
      const from = pathOf(statement["source"]);
      exports.set(nameOf(statement["exported"] as Node), { from, name: "*" });
    } else if (statement.type === "ExportNamedDeclaration" && statement["declaration"] !== null) {
      declare(statement, statement["declaration"] as Node, true);
    } else if (statement.type === "ExportNamedDeclaration") {
      for (const specifier of list(statement["specifiers"])) {
        const from = pathOf(statement["source"]);
        const name = nameOf(specifier["local"] as Node);
        const exportedName = nameOf(specifier["exported"] as Node);
        const source = (statement["source"] as { readonly value: string } | null)?.value;
        if (from === undefined && source !== undefined) foreign.set(exportedName, source);
        else exports.set(exportedName, { from, name });
      }
    } else {
      declare(statement, statement, false);
    }
  }
  return { file, text, docs, locals, imports, exports, foreign };
}

/** The item that a module exports under a name; `undefined` if it belongs to another package. */
export function exported(file: string, name: string): Item | undefined {
  const module = moduleAt(file);
  if (name === "*") return { module, nodes: [], namespace: true };
  const origin = module.exports.get(name);
  if (origin === undefined) return undefined;
  return origin.from === undefined ? local(module, origin.name) : exported(origin.from, origin.name);
}

/** The item that a name within a module means. */
export function local(module: Module, name: string): Item | undefined {
  const nodes = module.locals.get(name);
  if (nodes !== undefined) return { module, nodes, namespace: false };
  const origin = module.imports.get(name);
  return origin?.from === undefined ? undefined : exported(origin.from, origin.name);
}

/** The types that the declarations of items use, directly or not, and that are not among them. */
export function usedBy(items: readonly Item[]): readonly Item[] {
  const seen = new Set(items.flatMap((item) => membersOf(item).map((each) => idOf(each))));
  const used: Item[] = [];
  for (let queue = items.flatMap((item) => membersOf(item)); queue.length > 0;) {
    const next = queue.flatMap(({ module, nodes }) =>
      nodes.flatMap((node) => typeNamesIn(node)).flatMap((name) => local(module, name) ?? []),
    );
    queue = next.filter((item) => !item.namespace && !seen.has(idOf(item)));
    for (const item of queue) seen.add(idOf(item));
    queue = queue.filter((item, index) => queue.findIndex((each) => idOf(each) === idOf(item)) === index);
    used.push(...queue);
  }
  return used;
}

/** An item, or the exported items of a namespace. */
function membersOf(item: Item): readonly Item[] {
  if (!item.namespace) return [item];
  return [...item.module.exports.keys()].flatMap((name) => exported(item.module.file, name) ?? []);
}

function typeNamesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((each) => typeNamesIn(each));
  if (typeof value !== "object" || value === null) return [];
  const node = value as Node;
  if (isHidden(node)) return [];
  const named =
    node.type === "TSTypeReference" ? node["typeName"] : node.type === "TSTypeQuery" ? node["exprName"] : undefined;
  const heritage = node.type === "TSInterfaceHeritage" ? node["expression"] : node["superClass"];
  const names = [named, heritage].flatMap((each) => (isNode(each) && each.type === "Identifier" ? [nameOf(each)] : []));
  return [...names, ...Object.values(node).flatMap((each) => typeNamesIn(each))];
}

export function idOf({ module, namespace, nodes }: Item): string {
  return `${module.file}#${namespace ? "*" : nodes[0] === undefined ? "" : nameOf(nodes[0])}`;
}

export function nameOf(node: Node | undefined): string {
  if (node?.type === "VariableDeclaration") return nameOf(list(node["declarations"])[0]);
  const id = node?.["id"];
  if (isNode(id)) return nameOf(id);
  return typeof node?.["name"] === "string" ? node["name"] : "";
}

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}

export function list(value: unknown): readonly Node[] {
  return Array.isArray(value) ? (value as readonly Node[]) : [];
}

/** Private members, and those that only the compiler sees. */
export function isHidden(node: Node): boolean {
  return node["accessibility"] === "private" || (isNode(node["key"]) && node["key"].type === "PrivateIdentifier");
}

/** The text of a doc comment without its frame of stars. */
function unframed(comment: string): string {
  return comment
    .slice(3, -2)
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, ""))
    .join("\n")
    .trim();
}
