/** Rewrites a page that a function sent, without anything that leaves it or reports that somebody looks at it. */

// A sandbox lets every link load another page in the frame itself, and a browser connects before a policy forbids what it
// connects for. So nothing that is not known to be harmless is written down, no address among it; and because a parser
// may read something else than what was meant, what is written is read again before it is shown.

// Nothing is fetched. `default-src` covers everything; the others are named so that nobody opens them by accident.
const POLICY =
  "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'";
// The page's own rules override these.
const LINKS = ':where(a[aria-disabled]){color:#00e;cursor:not-allowed;text-decoration:underline}';
const HEAD = `<meta http-equiv="Content-Security-Policy" content="${POLICY}"><style>${LINKS}</style>`;

const HTML = 'http://www.w3.org/1999/xhtml';
const SVG = 'http://www.w3.org/2000/svg';
const NAME = /^[a-z][a-z0-9-]*$/i;
const OWN = /^(aria|data)-[a-z0-9_.-]+$/;
const IMAGE = /^data:image\//i;
// The depth to which Chromium parses.
const DEEPEST = 512;
const TRIES = 4;

function words(text: string): Set<string> {
  return new Set(text.trim().split(/\s+/));
}

// Left out with their content: scripts, frames and plug-ins; animations, which could set an address; and elements whose
// text is markup in some contexts and not in others.
const DROPPED = words(`
  script template iframe frame frameset fencedframe portal webview controlledframe noembed noframes xmp plaintext
  object embed applet param audio video source track bgsound base link meta set animate animatemotion
  animatetransform animatecolor discard mpath handler listener`);
const VOID = words('area br col hr img input wbr');
// The attributes that are kept: none has an address, names a window, takes the focus or runs anything.
const HARMLESS = words(`
  abbr align alt axis bgcolor border cellpadding cellspacing char charoff checked class clear color cols colspan compact
  datetime dir disabled face for frame headers height hidden high hspace id label lang link low max maxlength min
  minlength multiple name noshade nowrap open optimum pattern placeholder readonly reversed role rows rowspan rules scope
  selected shape size span start step style summary text title type valign value vlink vspace width wrap
  accentunder columnalign columnlines columnspacing depth display displaystyle encoding fence form linethickness lspace
  mathbackground mathcolor mathsize mathvariant notation rowalign rowlines rowspacing rspace scriptlevel separator
  stretchy symmetric voffset
  amplitude azimuth basefrequency baseline-shift clip-path clip-rule clippathunits color-interpolation
  color-interpolation-filters cx cy d diffuseconstant direction dominant-baseline dx dy edgemode elevation exponent fill
  fill-opacity fill-rule filter filterunits flood-color flood-opacity font-family font-size font-stretch font-style
  font-variant font-weight fr fx fy gradienttransform gradientunits in in2 intercept k1 k2 k3 k4 kernelmatrix
  lengthadjust letter-spacing lighting-color limitingconeangle marker-end marker-mid marker-start markerheight
  markerunits markerwidth mask maskcontentunits maskunits mode numoctaves offset opacity operator order orient overflow
  paint-order pathlength patterncontentunits patterntransform patternunits points pointsatx pointsaty pointsatz
  preserveaspectratio primitiveunits r radius refx refy result rotate rx ry scale seed shape-rendering slope
  specularconstant specularexponent spreadmethod startoffset stddeviation stitchtiles stop-color stop-opacity stroke
  stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width
  surfacescale tablevalues targetx targety text-anchor text-decoration text-rendering textlength transform
  transform-origin unicode-bidi vector-effect version viewbox visibility word-spacing writing-mode x x1 x2
  xchannelselector y y1 y2 ychannelselector z`);

/** The page as it can be shown; null where it reads differently each time. */
export function harmless(html: string): string | null {
  const parser = new DOMParser();
  let page = written(parser.parseFromString(html, 'text/html'));
  for (let tries = 0; tries < TRIES; tries += 1) {
    const read = parser.parseFromString(page, 'text/html');
    if (isHarmless(read)) return page;
    page = written(read);
  }
  return null;
}

/** Whether a document begins with our policy and holds nothing else that would not have been written. */
function isHarmless(read: Document): boolean {
  const policy = read.head.firstElementChild;
  if (policy?.localName !== 'meta' || policy.getAttribute('content') !== POLICY) return false;
  for (const element of read.querySelectorAll('*')) {
    if (element === policy) continue;
    if (!keepsElement(element)) return false;
    for (const attribute of element.attributes) {
      if (!keepsAttribute(element, attribute)) return false;
    }
  }
  return true;
}

function keepsElement(element: Element): boolean {
  return NAME.test(element.localName) && !DROPPED.has(element.localName.toLowerCase());
}

function keepsAttribute(element: Element, { name, value }: Attr): boolean {
  const known = name.toLowerCase();
  if (HARMLESS.has(known) || OWN.test(known)) return true;
  const { localName, namespaceURI } = element;
  if (known === 'src') return localName === 'img' && namespaceURI === HTML && IMAGE.test(value);
  if (known !== 'href' && known !== 'xlink:href') return false;
  // Parts of the same drawing, and images that bring their own bytes.
  if (namespaceURI !== SVG || localName === 'a') return false;
  return localName === 'image' ? IMAGE.test(value) : value.startsWith('#');
}

function written(read: Document): string {
  const root = read.documentElement;
  const body = read.querySelector('body');
  return [
    `<!doctype html><html${attributesOf(root)}><head>${HEAD}`,
    ...[...read.head.childNodes].map(node => nodeText(node, 0)),
    `</head><body${body === null ? '' : attributesOf(body)}>`,
    ...[...(body?.childNodes ?? [])].map(node => nodeText(node, 0)),
    '</body></html>'
  ].join('');
}

function nodeText(node: Node, depth: number): string {
  if (node instanceof Text) return escaped(node.data);
  if (!(node instanceof Element) || !keepsElement(node) || depth > DEEPEST) return '';
  const name = node.localName;
  const start = `<${name}${attributesOf(node)}>`;
  if (node.namespaceURI === HTML && VOID.has(name)) return start;
  if (name === 'style') return `${start}${styleText(node)}</style>`;
  // The line break that a parser drops.
  const first = ['pre', 'listing', 'textarea'].includes(name) ? '\n' : '';
  return `${start}${first}${[...node.childNodes].map(child => nodeText(child, depth + 1)).join('')}</${name}>`;
}

/** Rules, which stand there as they are: without the sign where it could end them, or begin an element. */
function styleText(style: Element): string {
  return style.textContent.replace(/<(?=[a-z/!?])/gi, '\\3c ');
}

function attributesOf(element: Element): string {
  let text = '';
  for (const attribute of element.attributes) {
    if (keepsAttribute(element, attribute)) text += ` ${attribute.name}="${escaped(attribute.value)}"`;
  }
  const leads =
    element.localName === 'a' && (element.hasAttribute('href') || element.hasAttribute('xlink:href'));
  return leads ? `${text} role="link" aria-disabled="true"` : text;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
