import type { Command } from "../commands/registry.ts";
import { currentDesign } from "../stores/design-store.ts";

const hasParts = (): boolean => currentDesign().system.parts.length > 0;

/** The drawing as a picture for slides and documents; what makes it loads when somebody asks for one. */
export const pictureCommands: readonly Command[] = [
  {
    id: "picture.save-svg",
    title: "Save the drawing as SVG",
    group: "File",
    words: "picture image export vector",
    when: hasParts,
    run: async () => (await import("./picture-file.ts")).savePicture("svg"),
  },
  {
    id: "picture.save-png",
    title: "Save the drawing as PNG",
    group: "File",
    words: "picture image export",
    when: hasParts,
    run: async () => (await import("./picture-file.ts")).savePicture("png"),
  },
  {
    id: "picture.copy",
    title: "Copy the drawing as a picture",
    group: "File",
    words: "png image clipboard",
    when: hasParts,
    run: async () => (await import("./picture-file.ts")).copyPicture(),
  },
];
