/** The digest of a source, as the kernel tells it: CRC-32, which takes no secure context. */

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** Eight hexadecimal digits. Line breaks count as one character; blanks, tabs and line breaks at the end do not count. */
export function digest(text: string): string {
  const plain = text.replace(/\r\n?/g, '\n');
  let end = plain.length;
  while (end > 0 && ' \t\n'.includes(plain.charAt(end - 1))) end--;
  let value = 0xffffffff;
  for (const byte of new TextEncoder().encode(plain.slice(0, end))) {
    value = (TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  }
  return ((value ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0');
}
