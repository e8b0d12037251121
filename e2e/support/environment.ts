/** Return a variable that `just e2e` sets; throws when the suite is started without it. */
export function required(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: run the browser suite with \`just e2e\``);
  }
  return value.replace(/\/$/, "");
}

/** Where the parts of the stack under test answer. */
export const stack = {
  panel: required("E2E_BASE_URL"),
  mailbox: required("E2E_MAILBOX_URL"),
  payments: required("E2E_PAYMENTS_URL"),
  flower: required("E2E_FLOWER_URL"),
};

/** The owner whom the suite's runner made: others get their roles from them. */
export const owner = {
  email: required("E2E_OWNER_EMAIL"),
  password: required("E2E_OWNER_PASSWORD"),
};
