// Which variables several actors may share, and whose value changes: a closure captures them, or the module has them, and
// something assigns them. Scopes follow ECMA-262; a variable belongs to the block whose instances it has.

import { childOf, childrenOf, isFunction, listOf, nameOf, suspends } from "./node.ts";
import type { Node } from "./node.ts";

/** A variable. */
export interface Binding {
  readonly name: string;
  readonly scope: Scope;
  /** Where it is from, for an import; `undefined` for another. */
  readonly source: string | undefined;
  isAssigned: boolean;
  isCaptured: boolean;
  /** Whether it is a function or a class that nothing replaces. */
  isFixedFunction: boolean;
}

/** A scope: the module, a function, a block or another part of the text with variables of its own. */
export interface Scope {
  readonly parent: Scope | undefined;
  /** The function, or the module, in which it is. */
  readonly owner: Node;
  readonly bindings: Map<string, Binding>;
  /** The scope at the beginning of whose code its variables get their identity. */
  readonly home: Scope;
  /** Where code of the scope can be inserted; `undefined` if nowhere. */
  readonly block: Node | undefined;
}

/** The variables of a module. */
export interface Bindings {
  /** What an identifier in an expression or an assignment refers to; `undefined` for a global. */
  of(identifier: Node): Binding | undefined;
  /** The scope that a block or a function body begins. */
  scopeOf(block: Node): Scope | undefined;
}

/** Whether reads and writes of a variable are recorded. */
export function isTracked(binding: Binding | undefined): binding is Binding {
  return binding !== undefined && binding.isAssigned && binding.isCaptured && binding.source === undefined;
}

/** Resolves the variables of a module. */
export function bindingsOf(program: Node): Bindings {
  const analysis = new Analysis(program);
  analysis.resolve();
  return analysis;
}

interface Reference {
  readonly identifier: Node;
  readonly scope: Scope;
  readonly isWrite: boolean;
}

class Analysis implements Bindings {
  readonly #references: Reference[] = [];
  readonly #resolved: Map<Node, Binding> = new Map();
  readonly #scopes: Map<Node, Scope> = new Map();

  constructor(program: Node) {
    const scope = this.#open(program, undefined, program, program);
    for (const child of childrenOf(program)) this.#visit(child, scope);
  }

  of(identifier: Node): Binding | undefined {
    return this.#resolved.get(identifier);
  }

  scopeOf(block: Node): Scope | undefined {
    return this.#scopes.get(block);
  }

  resolve(): void {
    for (const { identifier, isWrite, scope } of this.#references) {
      const name = nameOf(identifier) ?? "";
      let found: Binding | undefined;
      for (let each: Scope | undefined = scope; each !== undefined && found === undefined; each = each.parent) {
        found = each.bindings.get(name);
      }
      if (found === undefined) continue;
      this.#resolved.set(identifier, found);
      if (isWrite) {
        found.isAssigned = true;
        found.isFixedFunction = false;
      }
      // A module exists once, so all that runs shares its variables.
      if (scope.owner !== found.scope.owner || found.scope.owner.type === "Program") found.isCaptured = true;
    }
  }

  /** @param block where its code begins; without, its variables get their identity with those around it */
  #open(node: Node, parent: Scope | undefined, owner: Node, block: Node | undefined): Scope {
    const scope: { -readonly [Field in keyof Scope]: Scope[Field] } = {
      parent,
      owner,
      bindings: new Map(),
      home: undefined as unknown as Scope,
      block,
    };
    scope.home = block === undefined && parent !== undefined ? parent.home : scope;
    this.#scopes.set(node, scope);
    return scope;
  }

  #declare(scope: Scope, name: string, source?: string): Binding {
    const known = scope.bindings.get(name);
    if (known !== undefined) return known;
    const binding: Binding = {
      name,
      scope,
      source,
      isAssigned: false,
      isCaptured: false,
      isFixedFunction: false,
    };
    scope.bindings.set(name, binding);
    return binding;
  }

  #visit(node: Node, scope: Scope): void {
    if (isFunction(node)) return this.#visitFunction(node, scope);
    switch (node.type) {
      case "Identifier":
        this.#references.push({ identifier: node, scope, isWrite: false });
        return;
      case "ImportDeclaration":
        for (const specifier of listOf(node, "specifiers")) {
          const local = childOf(specifier, "local");
          const source = String(childOf(node, "source")?.["value"]);
          if (local !== undefined) this.#declare(scope, nameOf(local) ?? "", source);
        }
        return;
      case "ExportNamedDeclaration":
        for (const each of childrenOf(node)) if (each.type !== "ExportSpecifier") this.#visit(each, scope);
        return;
      case "ExportAllDeclaration":
      case "MetaProperty":
      case "BreakStatement":
      case "ContinueStatement":
        return;
      case "LabeledStatement":
        return this.#visitField(node, "body", scope);
      case "MemberExpression":
        this.#visitField(node, "object", scope);
        if (node["computed"] === true) this.#visitField(node, "property", scope);
        return;
      case "Property":
      case "MethodDefinition":
      case "PropertyDefinition":
      case "AccessorProperty":
        for (const each of listOf(node, "decorators")) this.#visit(each, scope);
        if (node["computed"] === true) this.#visitField(node, "key", scope);
        this.#visitField(node, "value", scope);
        return;
      case "VariableDeclaration":
        return this.#visitDeclaration(node, scope);
      case "ClassDeclaration":
      case "ClassExpression":
        return this.#visitClass(node, scope);
      case "AssignmentExpression":
        this.#visitTarget(childOf(node, "left"), scope);
        return this.#visitField(node, "right", scope);
      case "UpdateExpression":
        return this.#visitTarget(childOf(node, "argument"), scope);
      default:
        return this.#visitScope(node, scope);
    }
  }

  /** Visits what has a scope of its own, and what has not. */
  #visitScope(node: Node, scope: Scope): void {
    switch (node.type) {
      case "CatchClause":
        return this.#visitCatch(node, scope);
      case "ForStatement":
      case "ForInStatement":
      case "ForOfStatement":
        return this.#visitLoop(node, scope);
      case "BlockStatement":
      case "StaticBlock":
      case "TSModuleBlock": {
        const inner = this.#open(node, scope, scope.owner, node);
        for (const child of childrenOf(node)) this.#visit(child, inner);
        return;
      }
      case "SwitchStatement": {
        this.#visitField(node, "discriminant", scope);
        const inner = this.#open(node, scope, scope.owner, undefined);
        for (const child of listOf(node, "cases")) this.#visit(child, inner);
        return;
      }
      case "TSModuleDeclaration":
        return this.#visitField(node, "body", scope);
      default:
        for (const child of childrenOf(node)) this.#visit(child, scope);
    }
  }

  #visitField(node: Node, field: string, scope: Scope): void {
    const child = childOf(node, field);
    if (child !== undefined) this.#visit(child, scope);
  }

  #visitFunction(node: Node, scope: Scope): void {
    const id = childOf(node, "id");
    const name = id === undefined ? undefined : nameOf(id);
    let around = scope;
    if (name !== undefined) {
      if (node.type === "FunctionExpression") around = this.#open({ ...node }, scope, scope.owner, undefined);
      // Hoisted to the block; sloppy code hoists it further, which makes no difference to who shares it.
      this.#declare(around, name).isFixedFunction = true;
    }
    const body = childOf(node, "body");
    const parameters = listOf(node, "params");
    // What parameters refer to has its identity before the body begins.
    const isSimple = parameters.every(({ type }) => type === "Identifier");
    const block = body?.type === "BlockStatement" && isSimple ? body : undefined;
    const inner = this.#open(node, around, node, block);
    for (const parameter of parameters) this.#visitPattern(parameter, inner, inner);
    if (body === undefined) return;
    if (body.type !== "BlockStatement") return this.#visit(body, inner);
    const own = block === undefined ? this.#open(body, inner, node, body) : inner;
    this.#scopes.set(body, own);
    for (const child of childrenOf(body)) this.#visit(child, own);
  }

  #visitClass(node: Node, scope: Scope): void {
    const id = childOf(node, "id");
    const name = id === undefined ? undefined : nameOf(id);
    let around = scope;
    if (name !== undefined) {
      if (node.type === "ClassExpression") around = this.#open({ ...node }, scope, scope.owner, undefined);
      this.#declare(around, name).isFixedFunction = true;
    }
    for (const child of childrenOf(node)) if (child !== id) this.#visit(child, around);
  }

  #visitDeclaration(node: Node, scope: Scope): void {
    const isVariable = node["kind"] === "var";
    const target = isVariable ? functionScope(scope) : scope;
    for (const declarator of listOf(node, "declarations")) {
      const id = childOf(declarator, "id");
      const init = childOf(declarator, "init");
      if (id === undefined) continue;
      const declared = this.#visitPattern(id, target, scope);
      if (init === undefined) continue;
      this.#visit(init, scope);
      // Others may look at it before it has a value.
      if (suspends(init)) for (const binding of declared) binding.isAssigned = true;
      if (node["kind"] === "const" && (isFunction(init) || init.type === "ClassExpression")) {
        for (const binding of declared) binding.isFixedFunction = true;
      }
      // A second declaration of one name assigns it.
      if (isVariable) for (const binding of declared) binding.isAssigned = true;
    }
  }

  /** Declares the variables of a pattern. */
  #visitPattern(pattern: Node, target: Scope, scope: Scope): Binding[] {
    switch (pattern.type) {
      case "Identifier": {
        const binding = this.#declare(target, nameOf(pattern) ?? "");
        this.#resolved.set(pattern, binding);
        return [binding];
      }
      case "AssignmentPattern": {
        const left = childOf(pattern, "left");
        this.#visitField(pattern, "right", scope);
        return left === undefined ? [] : this.#visitPattern(left, target, scope);
      }
      case "Property":
        if (pattern["computed"] === true) this.#visitField(pattern, "key", scope);
        return this.#visitPatternField(pattern, "value", target, scope);
      case "RestElement":
        return this.#visitPatternField(pattern, "argument", target, scope);
      case "TSParameterProperty":
        return this.#visitPatternField(pattern, "parameter", target, scope);
      case "ObjectPattern":
      case "ArrayPattern":
        return childrenOf(pattern).flatMap((child) => this.#visitPattern(child, target, scope));
      default:
        return [];
    }
  }

  #visitPatternField(pattern: Node, field: string, target: Scope, scope: Scope): Binding[] {
    const child = childOf(pattern, field);
    return child === undefined ? [] : this.#visitPattern(child, target, scope);
  }

  /** What is assigned: variables and properties, in patterns or alone. */
  #visitTarget(target: Node | undefined, scope: Scope): void {
    if (target === undefined) return;
    switch (target.type) {
      case "Identifier":
        this.#references.push({ identifier: target, scope, isWrite: true });
        return;
      case "ObjectPattern":
      case "ArrayPattern":
        for (const child of childrenOf(target)) this.#visitTarget(child, scope);
        return;
      case "Property":
        if (target["computed"] === true) this.#visitField(target, "key", scope);
        return this.#visitTarget(childOf(target, "value"), scope);
      case "RestElement":
        return this.#visitTarget(childOf(target, "argument"), scope);
      case "AssignmentPattern":
        this.#visitField(target, "right", scope);
        return this.#visitTarget(childOf(target, "left"), scope);
      case "ParenthesizedExpression":
      case "TSNonNullExpression":
      case "TSAsExpression":
      case "TSSatisfiesExpression":
        return this.#visitTarget(childOf(target, "expression"), scope);
      default:
        return this.#visit(target, scope);
    }
  }

  #visitCatch(node: Node, scope: Scope): void {
    const inner = this.#open(node, scope, scope.owner, undefined);
    const parameter = childOf(node, "param");
    if (parameter !== undefined) this.#visitPattern(parameter, inner, inner);
    this.#visitField(node, "body", inner);
  }

  #visitLoop(node: Node, scope: Scope): void {
    const inner = this.#open(node, scope, scope.owner, undefined);
    const left = childOf(node, "left");
    if (left !== undefined && left.type !== "VariableDeclaration") this.#visitTarget(left, inner);
    for (const child of childrenOf(node)) {
      if (child !== left || left.type === "VariableDeclaration") this.#visit(child, inner);
    }
  }
}

function functionScope(scope: Scope): Scope {
  let found = scope;
  while (found.parent !== undefined && found.parent.owner === found.owner) found = found.parent;
  return found;
}
