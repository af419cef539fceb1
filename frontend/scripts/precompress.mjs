// Puts a .br and a .gz beside each file that gets smaller by it, so that the server never
// compresses while somebody waits.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const dist = new URL("../dist/", import.meta.url).pathname;
const compressible = /\.(html|js|css|svg|json|txt|webmanifest)$/;
const brotli = promisify(brotliCompress);
const zip = promisify(gzip);
const total = { raw: 0, br: 0, gz: 0 };

const entries = await readdir(dist, { recursive: true, withFileTypes: true });
const files = entries.filter((entry) => entry.isFile() && compressible.test(entry.name));
for (const file of files) {
  const path = join(file.parentPath, file.name);
  const raw = await readFile(path);
  const [br, gz] = await Promise.all([
    brotli(raw, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
      },
    }),
    zip(raw, { level: 9 }),
  ]);
  if (br.length < raw.length) await writeFile(`${path}.br`, br);
  if (gz.length < raw.length) await writeFile(`${path}.gz`, gz);
  total.raw += raw.length;
  total.br += br.length;
  total.gz += gz.length;
}

const kb = (bytes) => `${(bytes / 1024).toFixed(0)} kB`;
console.log(
  `${files.length} files: ${kb(total.raw)}, gzip ${kb(total.gz)}, brotli ${kb(total.br)}`,
);
