/** The type of header_meanings.json, a file of the Python package that is bundled with the extension. */

declare module '*/header_meanings.json' {
  const meanings: Record<string, string>;
  export default meanings;
}
