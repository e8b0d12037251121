import { readFile } from "node:fs/promises";
import { inflateRawSync } from "node:zlib";

const entryMark = 0x02014b50;
const endMark = 0x06054b50;

/** The texts in a ZIP archive by their names (PKWARE APPNOTE 4.3; stored or deflated, no ZIP64). */
export async function unzipped(path: string): Promise<Map<string, string>> {
  const zip = await readFile(path);
  const end = zip.lastIndexOf(Buffer.from(Uint32Array.of(endMark).buffer));
  const found = new Map<string, string>();
  let at = zip.readUInt32LE(end + 16);
  while (zip.readUInt32LE(at) === entryMark) {
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) =>
      zip.readUInt16LE(at + offset),
    );
    const name = zip.toString("utf8", at + 46, at + 46 + (nameLength ?? 0));
    const packed = content(zip, zip.readUInt32LE(at + 42), zip.readUInt32LE(at + 20));
    const deflated = zip.readUInt16LE(at + 10) === 8;
    found.set(name, (deflated ? inflateRawSync(packed) : packed).toString("utf8"));
    at += 46 + (nameLength ?? 0) + (extra ?? 0) + (comment ?? 0);
  }
  return found;
}

function content(zip: Buffer, local: number, size: number): Buffer {
  const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  return zip.subarray(start, start + size);
}
