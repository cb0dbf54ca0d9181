// Optional chains. `a?.b.c` becomes `((t=a)==null?void 0:R(R(t,"b").b,"c").c)`: a function around `a?.b` would end the
// chain, so that `.c` would fail where it was left out.

import { HELD } from "./edits.ts";
import type { Edits } from "./edits.ts";
import { closeObject, keyOf } from "./members.ts";
import type { Use } from "./members.ts";
import { childOf } from "./node.ts";
import type { Node } from "./node.ts";

/** A link of a chain: an access or a call, the first one first. */
interface Link {
  readonly node: Node;
  readonly isOptional: boolean;
  /** Whether it is called by the next link. */
  readonly isCalled: boolean;
}

/**
 * Records the accesses of a chain.
 * @param isReference whether it is called, or deleted, so that it has to stay a reference
 * @returns the accesses and calls in it, whose arguments and keys are still to be visited, and its beginning
 */
export function recordChain(chain: Node, last: Use, isReference: boolean, edits: Edits): Node {
  const { base, links } = linksOf(chain);
  const cut = links.map(
    ({ isOptional, node }, index) =>
      isOptional && node.type === "MemberExpression" && links[index + 1]?.isOptional === false,
  );
  // A call that may be left out, and goes on, would lose its `this`; a private name is no property of a held value.
  const isHeld = links.every(
    ({ isOptional, node }, index) =>
      !isOptional || node.type === "MemberExpression" || links[index + 1]?.isOptional !== false,
  );
  const needsCut = cut.includes(true);
  const isMixed = links.some(
    ({ isOptional }, index) => index > 0 && links[index - 1]?.isOptional === true && !isOptional,
  );
  if (isMixed && (!isHeld || (needsCut && (isReference || hasOtherKeys(links, edits))))) {
    edits.wrap(base, "__heddleA(");
    return base;
  }
  writeSegments(links, cut, { base, chain, last }, edits);
  return base;
}

/** Whether a link that is cut has a key which cannot be written twice. */
function hasOtherKeys(links: readonly Link[], edits: Edits): boolean {
  return links.some(
    ({ node }) => node.type === "MemberExpression" && (keyOf(node, edits) === undefined || node["computed"] === true),
  );
}

interface Ends {
  readonly base: Node;
  readonly chain: Node;
  /** What is done with the value of the chain. */
  readonly last: Use;
}

function writeSegments(
  links: readonly Link[],
  cut: readonly boolean[],
  { base, chain, last }: Ends,
  edits: Edits,
): void {
  const opens = (from: number): string => {
    // What is around the value that is held next, then the accesses of this segment, the last one first.
    const next = cut.findIndex((isCut, index) => isCut && index > from);
    const end = next < 0 ? links.length : next;
    const own = links.slice(Math.max(from, 0), end).toReversed();
    const code = own
      .filter(({ node }) => node.type === "MemberExpression")
      .map((link) => `__heddle${useOf(link, links, last)}(`);
    return `${next < 0 ? "" : `((${HELD}=`}${code.join("")}`;
  };
  edits.open(base.start, opens(-1));
  for (const [index, { node }] of links.entries()) {
    if (node.type !== "MemberExpression") continue;
    const object = childOf(node, "object");
    const property = childOf(node, "property");
    if (cut[index] !== true || object === undefined || property === undefined) closeObject(node, edits);
    else {
      const key = keyOf(node, edits) ?? '""';
      edits.replace(object.end, property.start, `)==null?void 0:${opens(index)}${HELD},${key}).`);
    }
  }
  const cuts = cut.filter(Boolean).length;
  if (cuts > 0) edits.close(chain.end, ")".repeat(cuts));
}

function useOf(link: Link, links: readonly Link[], last: Use): Use {
  if (link.isCalled) return link.node["property"] !== undefined && isPrivate(link.node) ? "R" : "M";
  return link === links.at(-1) ? last : "R";
}

function isPrivate(node: Node): boolean {
  return childOf(node, "property")?.type === "PrivateIdentifier";
}

function linksOf(chain: Node): { readonly base: Node; readonly links: readonly Link[] } {
  const links: Link[] = [];
  let base = childOf(chain, "expression") ?? chain;
  let isCalled = false;
  for (;;) {
    const inner = childOf(
      base,
      base.type === "CallExpression" ? "callee" : base.type === "MemberExpression" ? "object" : "expression",
    );
    const isLink = base.type === "CallExpression" || base.type === "MemberExpression";
    if (inner === undefined || (!isLink && base.type !== "TSNonNullExpression")) return { base, links };
    if (isLink) {
      links.unshift({ node: base, isOptional: base["optional"] === true, isCalled });
      isCalled = base.type === "CallExpression";
    }
    base = inner;
  }
}
