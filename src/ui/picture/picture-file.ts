import { FILE_EXTENSION, fileName } from "../../share/file.ts";
import { currentDesign } from "../stores/design-store.ts";
import { notify } from "../stores/notice-store.ts";
import { announce } from "../stores/view-store.ts";
import { download } from "../stores/workspace.ts";
import { drawingSvg, PICTURE_COLOURS, type DrawingPicture, type PictureColours } from "./drawing-svg.ts";

/** Points of a PNG for each of the drawing, so that it is sharp on fine screens. */
const SHARPNESS = 2;
/** Browsers refuse larger canvases; a wider drawing gets fewer points. */
const LONGEST_SIDE_PX = 8192;

/** Saves the drawing as a picture of the present theme. */
export async function savePicture(type: "svg" | "png"): Promise<void> {
  const picture = pictureNow();
  const name = fileName(currentDesign()).slice(0, -FILE_EXTENSION.length);
  if (type === "svg") return download(`${name}.svg`, picture.svg, "image/svg+xml");
  const png = await pngOf(picture);
  if (png === null) return tellNoPng();
  download(`${name}.png`, png);
}

/** Puts the drawing on the clipboard as a PNG. */
export async function copyPicture(): Promise<void> {
  try {
    const item = new ClipboardItem({ "image/png": pngOf(pictureNow()).then((png) => png ?? Promise.reject(new Error("no PNG"))) });
    await navigator.clipboard.write([item]);
    announce("Picture of the drawing copied.");
  } catch {
    notify({
      tone: "warn",
      title: "The browser does not let a picture be copied here.",
      text: "Save it as a file instead: Ctrl+K, “Save the drawing as PNG”.",
    });
  }
}

function tellNoPng(): void {
  notify({ tone: "warn", title: "The browser could not make a PNG of this drawing.", text: "Save it as SVG instead." });
}

function pictureNow(): DrawingPicture {
  return drawingSvg(currentDesign(), coloursNow());
}

/** What the tokens come to in the present theme. */
function coloursNow(): PictureColours {
  const probe = document.body.appendChild(document.createElement("i"));
  const colours = Object.fromEntries(
    PICTURE_COLOURS.map((token) => {
      probe.style.color = `var(--${token})`;
      return [token, getComputedStyle(probe).color];
    }),
  );
  probe.remove();
  return colours as PictureColours;
}

async function pngOf({ svg, widthPx, heightPx }: DrawingPicture): Promise<Blob | null> {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const scale = Math.min(SHARPNESS, LONGEST_SIDE_PX / Math.max(widthPx, heightPx));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.ceil(widthPx * scale), Math.ceil(heightPx * scale)];
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  } finally {
    URL.revokeObjectURL(url);
  }
}
