// Draw a part of the page anew around what must stay the same element: a field somebody writes in keeps its words, its
// cursor, and the syllable a Korean keyboard is just putting together, which even moving the field would break off.

// What the page itself keeps on its elements.
const OURS = new Set(['style', 'data-mode', 'data-tab', 'data-sending']);

function renewAttributes(old: Element, fresh: Element): void {
  for (const { name } of [...old.attributes]) if (!OURS.has(name) && !fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (!OURS.has(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
}

const keptIn = (node: Node, kept: string[]) =>
  node instanceof Element ? kept.filter((id) => node.id === id || node.querySelector(`#${id}`)) : [];

/**
 * Make `old` look like `fresh`, whose nodes it takes, except for the elements with the ids `kept`: they stay where they
 * are and only get their new attributes. Returns false, and changes nothing, when those do not stand alike in both.
 */
export function renew(old: Element, fresh: Element, kept: string[]): boolean {
  if (!isAlike(old, fresh, kept)) return false;
  renewAttributes(old, fresh);
  if (kept.includes(old.id)) return true;
  const holding = [...old.childNodes].filter((node) => keptIn(node, kept).length > 0) as Element[];
  for (const node of [...old.childNodes]) if (!holding.includes(node as Element)) node.remove();
  for (const node of [...fresh.childNodes]) {
    const place = holding[0] ?? null;
    if (place && keptIn(node, kept).length > 0) {
      renew(place, node as Element, kept);
      holding.shift();
    } else old.insertBefore(node, place);
  }
  return true;
}

function isAlike(old: Element, fresh: Element, kept: string[]): boolean {
  if (old.tagName !== fresh.tagName) return false;
  if (kept.includes(old.id)) return old.id === fresh.id;
  const before = [...old.children].filter((node) => keptIn(node, kept).length > 0);
  const after = [...fresh.children].filter((node) => keptIn(node, kept).length > 0);
  return before.length === after.length && before.every((node, index) => isAlike(node, after[index] as Element, kept));
}
