import { createRoot } from "react-dom/client";
import { must } from "../base/assert.ts";
import { App } from "./shell/App.tsx";
import { Boundary } from "./frame/Boundary.tsx";
import { startUpdates } from "./stores/update-store.ts";
import { startWorkspace } from "./stores/workspace.ts";
import "./theme/tokens.css";
import "./theme/base.css";

createRoot(must(document.getElementById("root"), "index.html has a #root")).render(
  <Boundary what="The page">
    <App />
  </Boundary>,
);
void startWorkspace();

if (import.meta.env.PROD && "serviceWorker" in navigator) {
  window.addEventListener("load", () => {
    // Offline use is a gift, not a need: where registration is refused the app works from the network.
    startUpdates().catch(() => undefined);
  });
}
