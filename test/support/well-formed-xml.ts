import assert from 'node:assert/strict';

/** Fails unless a text is well-formed XML 1.0, as far as documents of elements, attributes and text go. */
export function assertWellFormed(xml: string): void {
  assert.doesNotMatch(xml, /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u);
  const open: string[] = [];
  let rest = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  while (rest !== '') {
    const text = /^[^<]+/.exec(rest)?.[0];
    if (text !== undefined) {
      assertEscaped(text);
      if (open.length === 0) assert.equal(text.trim(), '', 'text outside of the root');
      rest = rest.slice(text.length);
      continue;
    }
    const tag = /^<(\/?)([A-Za-z][\w-]*)((?:\s+[A-Za-z][\w-]*="[^"<]*")*)\s*(\/?)>/.exec(rest);
    assert.ok(tag, `no tag: ${rest.slice(0, 80)}`);
    const [whole, closes, name = '', attributes = '', isEmpty] = tag;
    assertEscaped(attributes);
    const names = [...attributes.matchAll(/\s([\w-]+)="/g)].map(([, attribute]) => attribute);
    assert.equal(new Set(names).size, names.length, `an attribute is there twice: ${whole}`);
    if (closes === '/') assert.equal(open.pop(), name);
    else if (isEmpty !== '/') open.push(name);
    rest = rest.slice(whole.length);
  }
  assert.deepEqual(open, []);
}

function assertEscaped(text: string): void {
  assert.doesNotMatch(text, /&(?!(?:amp|lt|gt|quot|apos|#\d+);)/);
  assert.doesNotMatch(text, /\]\]>/);
}
