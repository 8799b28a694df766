/** What the bundler makes of a file of the Python package. */

declare module '*/header_meanings.json' {
  const meanings: Record<string, string>;
  export default meanings;
}
