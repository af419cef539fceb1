import { encode } from "uqr";

export type QrPath = { size: number; path: string };

/** The code as one SVG path with the four modules of quiet zone that scanners want. */
export function qrPath(text: string): QrPath {
  const { data, size } = encode(text, { ecc: "L", border: 4 });
  let path = "";
  for (let y = 0; y < size; y++) {
    const row = data[y] ?? [];
    for (let x = 0; x < size; x++) {
      if (!row[x]) continue;
      let end = x + 1;
      while (end < size && row[end]) end++;
      path += `M${x} ${y}h${end - x}v1h-${end - x}z`;
      x = end;
    }
  }
  return { size, path };
}
