// The program of the viewer: reads the document from the page and draws it.

import { render } from "preact";

import type { ViewDocument } from "../document.ts";
import { Viewer } from "./viewer.tsx";

const source = document.querySelector("#document");
const root = document.querySelector("#viewer");
if (root !== null) render(<Viewer view={JSON.parse(source?.textContent ?? "") as ViewDocument} />, root);
