import { expect } from "@playwright/test";
import { stack } from "./environment";

/** One mail, as the local mailbox keeps it. */
export interface Mail {
  subject: string;
  text: string;
}

/** Every mail to an address, the newest first. */
export async function mailsTo(email: string): Promise<Mail[]> {
  const address = `${stack.mailbox}/api/messages?to=${encodeURIComponent(email)}`;
  return (await (await fetch(address)).json()) as Mail[];
}

/** Wait for a mail to this address that says something matching. */
export async function mailTo(email: string, saying: RegExp): Promise<Mail> {
  let found: Mail | undefined;
  await expect
    .poll(
      async () => {
        found = (await mailsTo(email)).find((mail) => saying.test(`${mail.subject}\n${mail.text}`));
        return found !== undefined;
      },
      { message: `a mail to ${email} saying ${saying}`, timeout: 30_000 },
    )
    .toBe(true);
  return found as Mail;
}

const sixDigits = /^\s*(\d{6})\s*$/m;

/** The six digits of the verification mail. */
export async function codeSentTo(email: string): Promise<string> {
  const mail = await mailTo(email, sixDigits);
  return sixDigits.exec(mail.text)?.[1] ?? "";
}

/** The newest mail's link that leads to this page, as a rule that of the verification. */
export async function linkSentTo(email: string, page = "verify\\?token="): Promise<string> {
  const link = new RegExp(`https?://\\S*/${page}[^\\s)]+`);
  const mail = await mailTo(email, link);
  return link.exec(mail.text)?.[0] ?? "";
}
