/** What is left of a page for its preview. */

import { describe, expect, test } from 'vitest';

import { harmless } from '../src/execution/harmless';

const OUT = 'http://out.invalid/x';

/** The page as a browser reads it; without our own head. */
function shown(html: string): Document {
  const page = harmless(html);
  expect(page).not.toBeNull();
  const read = new DOMParser().parseFromString(page ?? '', 'text/html');
  const [policy, links] = read.head.children;
  expect(policy?.getAttribute('http-equiv')).toBe('Content-Security-Policy');
  policy?.remove();
  links?.remove();
  return read;
}

function body(html: string): string {
  return new XMLSerializer().serializeToString(shown(html).body).replace(/ xmlns="[^"]*xhtml"/g, '');
}

describe('what is harmless stays', () => {
  test.each([
    ['<h1 class="a" id=b style="color:green" title="<&amp;">x</h1>'],
    ['<table border=1><tbody><tr><td colspan=2>a</td></tr></tbody></table>'],
    ['<details open=""><summary>a</summary>b</details>'],
    ['<form><label for=i>a</label><input id=i type=checkbox checked=""><button>b</button></form>'],
    ['<img alt=a src="data:image/png;base64,AAAA">'],
    ['<pre>\n\nline</pre><textarea>\n\na &lt;b&gt;</textarea>'],
    ['<svg viewBox="0 0 1 1"><defs><path id=p d="M0 0"></path></defs><use href="#p"></use></svg>'],
    ['<math><mfrac><mi>a</mi><mn>2</mn></mfrac></math>'],
    ['<my-card data-x="1" aria-label=a>text</my-card>'],
    ['a &amp;lt; b 😀 \u202e <b>c</b>'],
    ['<noscript><b>without scripts</b></noscript>']
  ])('%s', html => {
    const read = new DOMParser().parseFromString(html, 'text/html');
    expect(shown(html).body.isEqualNode(read.body)).toBe(true);
  });

  test('rules, title and what the root and the body have', () => {
    const read = shown(
      '<html lang=de><head><title>A &amp; B</title><style>@media (width<9px) { p > b { color: red } }</style></head><body class=c>'
    );
    expect(read.title).toBe('A & B');
    expect(read.querySelector('style')?.textContent).toBe('@media (width<9px) { p > b { color: red } }');
    expect([read.documentElement.lang, read.body.className]).toEqual(['de', 'c']);
  });
});

describe('what leads out goes', () => {
  test.each([
    ['<a href=OUT target=_self ping=OUT>a</a>', '<a role="link" aria-disabled="true">a</a>'],
    ['<map name=m><area href=OUT></map>', '<map name="m"><area /></map>'],
    ['<img src=OUT srcset=OUT usemap=#m>', '<img />'],
    ['<form action=OUT><button formaction=OUT>a</button></form>', '<form><button>a</button></form>'],
    ['<iframe src=OUT></iframe><object data=OUT>b</object><embed src=OUT>a', 'a'],
    ['<link rel=preconnect href=OUT><meta http-equiv=refresh content="0;OUT"><base href=OUT>a', 'a'],
    ['<video poster=OUT src=OUT></video><audio src=OUT></audio>a', 'a'],
    ['<div onclick=x autofocus tabindex=0 contenteditable background=OUT>a</div>', '<div>a</div>'],
    ['<template shadowrootmode=open><a href=OUT>a</a></template>b', 'b'],
    ['<a"b href=OUT>c', ''],
    ['<frameset><frame src=OUT></frameset>', '']
  ])('%s', (html, left) => {
    expect(body(html.replaceAll('OUT', OUT))).toBe(left === '' ? '<body></body>' : `<body>${left}</body>`);
  });

  test.each([
    '<svg><a href=OUT><text>a</text></a><a xlink:href=OUT></a></svg>',
    '<svg><a><set attributeName=href to=OUT /><animate attributeName=href values=OUT /></a></svg>',
    '<svg><image href=OUT /><use href="OUT#a" /><feImage xlink:href=OUT /></svg>',
    '<svg><foreignObject><a href=OUT>a</a></foreignObject></svg>',
    '<math href=OUT><mtext xlink:href=OUT>a</mtext></math>',
    '<svg></p><style><a title="</style><a href=OUT>b</a>">',
    '<math><mtext><table><mglyph><style><!--</style><a title="--&gt;&lt;a href=OUT&gt;">',
    '<svg><style>&lt;/style>&lt;a href=OUT></style></svg>',
    '<form><math><mtext></form><form><mglyph><style></math><a href=OUT>',
    '<style></style\n><a href=OUT>a</a></style>',
    '<table><a href=OUT><table><a href=OUT></table>',
    '<noscript><style></noscript><a href=OUT>b</style></noscript>',
    '<xmp><a href=OUT></xmp><plaintext><a href=OUT>'
  ])('no address is left of %s', html => {
    const read = shown(html.replaceAll('OUT', OUT));
    const values = [...read.querySelectorAll('*')].flatMap(element =>
      [...element.attributes].filter(({ name }) => name !== 'title').map(({ value }) => value)
    );
    expect(values.filter(value => value.includes('out.invalid'))).toEqual([]);
    expect(read.querySelectorAll('[href], set, animate, meta, base, link')).toHaveLength(0);
  });

  test('the policy comes first, whatever the page begins with', () => {
    for (const html of [
      '',
      '</head>',
      '<img>',
      '<meta charset=x>',
      '<!--',
      '<title>',
      '<style>',
      '<body a=">'
    ]) {
      expect(harmless(html)).toMatch(
        /^<!doctype html><html><head><meta http-equiv="Content-Security-Policy" /
      );
    }
  });

  test('a page as deep as can be and a long one', () => {
    expect(shown('<b>'.repeat(3_000)).querySelectorAll('b').length).toBeGreaterThan(100);
    expect(shown('<p>a'.repeat(5_000)).querySelectorAll('p')).toHaveLength(5_000);
  });
});
