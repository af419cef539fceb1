import { useMemo } from "react";
import { qrPath } from "./qr-path";

/** Black on white in both themes: phones do not read inverted codes. */
export function QrCode({ code }: { code: string }) {
  const { size, path } = useMemo(() => qrPath(code), [code]);
  return (
    <svg
      role="img"
      aria-label="QR code to scan with the phone"
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="aspect-square w-full max-w-[22rem] rounded-lg bg-white"
      data-code={code}
    >
      <path d={path} fill="#000" />
    </svg>
  );
}
