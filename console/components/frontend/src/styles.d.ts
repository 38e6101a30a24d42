/** The build turns a stylesheet into its minified text. */
declare module "*.css" {
  const text: string;
  export default text;
}

/** The build turns a worker into its bundled, minified text. */
declare module "*?worker" {
  const source: string;
  export default source;
}
