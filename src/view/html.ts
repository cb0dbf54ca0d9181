// The HTML file of a document: one file that needs no network, with the program of the viewer in it.

import type { ViewDocument } from "./document.ts";

/** The program and the style of the viewer, as the build bundles them. */
export interface ViewerProgram {
  readonly script: string;
  readonly style: string;
}

/** Neither texts of the program nor the script can end the element that they are in. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/** The text of the file. */
export function viewHtml(view: ViewDocument, { script, style }: ViewerProgram): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="color-scheme" content="light dark">
<title>${escaped(view.program)} – heddle</title>
<style>${style.replaceAll("</", String.raw`<\/`)}</style>
</head>
<body>
<div id="viewer"></div>
<noscript>This page draws a recorded execution with JavaScript, which is switched off here.</noscript>
<script type="application/json" id="document">${JSON.stringify(view).replaceAll("<", String.raw`\u003c`)}</script>
<script type="module">${script.replaceAll("</script", String.raw`<\/script`)}</script>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
