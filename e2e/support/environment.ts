/** Return a variable that `just e2e` sets; throws when the suite is started without it. */
export function required(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: run the browser suite with \`just e2e\``);
  }
  return value;
}
