import { FilePlus2, FolderOpen, Info, Keyboard, Redo2, Save, Search, Undo2 } from "lucide-react";
import { keysOf, runCommand } from "../commands/registry.ts";
import { MenuItem, MenuLabel, MenuLine } from "../parts/Menu.tsx";
import { useCanRedo, useCanUndo } from "../stores/design-store.ts";
import type { ReactNode } from "react";
import { setTheme, useView, type Theme } from "../stores/view-store.ts";

const THEMES: readonly (readonly [Theme, string])[] = [
  ["system", "Follow the system"],
  ["light", "Light"],
  ["dark", "Dark"],
];

/** Files, history, theme and help; each item is a command, so its keys stand beside it. */
export function MoreMenu() {
  const canUndo = useCanUndo();
  const canRedo = useCanRedo();
  const theme = useView((view) => view.theme);
  return (
    <>
      <Item id="edit.undo" icon={<Undo2 size={14} />} disabled={!canUndo}>
        Undo
      </Item>
      <Item id="edit.redo" icon={<Redo2 size={14} />} disabled={!canRedo}>
        Redo
      </Item>
      <MenuLine />
      <Item id="file.new" icon={<FilePlus2 size={14} />}>
        New design
      </Item>
      <Item id="file.open" icon={<FolderOpen size={14} />}>
        Open file…
      </Item>
      <Item id="file.save" icon={<Save size={14} />}>
        Save file
      </Item>
      <MenuLine />
      <MenuLabel>Theme</MenuLabel>
      {THEMES.map(([value, title]) => (
        <MenuItem key={value} checked={theme === value} onSelect={() => setTheme(value)}>
          {title}
        </MenuItem>
      ))}
      <MenuLine />
      <Item id="view.palette" icon={<Search size={14} />}>
        All commands…
      </Item>
      <Item id="help.keys" icon={<Keyboard size={14} />}>
        Keys and help
      </Item>
      <Item id="help.about" icon={<Info size={14} />}>
        About and licences
      </Item>
    </>
  );
}

function Item({
  id,
  icon,
  disabled = false,
  children,
}: {
  readonly id: string;
  readonly icon: ReactNode;
  readonly disabled?: boolean;
  readonly children: string;
}) {
  const keys = keysOf(id);
  return (
    <MenuItem icon={icon} disabled={disabled} {...(keys === undefined ? {} : { keys })} onSelect={() => runCommand(id)}>
      {children}
    </MenuItem>
  );
}
