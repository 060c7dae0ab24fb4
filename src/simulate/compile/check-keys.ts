import type { Finding } from "../../base/finding.ts";
import type { Design } from "../../design/types.ts";
import type { NormalPart } from "./normalize.ts";

/** Who asks for keys counts on what whoever it is wired to gives: keys that were made beforehand, or ids that grow. Warnings. */
export function checkKeys({ system }: Design, parts: readonly NormalPart[]): Finding[] {
  const byId = new Map(parts.map((each) => [each.part.id, each]));
  return parts.flatMap(({ part, kind, props }): Finding[] => {
    const asks = kind.asksKeys?.(props);
    if (asks === undefined) return [];
    const label = kind.fields[asks.setting].label;
    const warn = (code: string, message: string): Finding => {
      return { code, severity: "warning", where: `system.parts.${part.id}.settings.${asks.setting}`, message };
    };
    const wires = system.wires.filter(({ from }) => from.part === part.id && from.port === asks.port);
    if (wires.length === 0 && asks.of !== null)
      return [
        warn("nobody-gives-keys", `${part.title} asks for ${asks.of}, and nobody it is wired to gives any: nothing new can be stored.`),
      ];
    return wires.flatMap(({ to }) => {
      const giver = byId.get(to.part);
      const gives = giver?.kind.givesKeys;
      if (giver === undefined || gives === undefined || gives === asks.of) return [];
      const message =
        asks.of === null
          ? `${part.title} makes its keys itself, so ${giver.part.title} is never asked. Change "${label}", or take the wire away.`
          : `${part.title} asks for ${asks.of}, and ${giver.part.title} gives ${gives}. Change "${label}", or wire it to who gives what it asks for.`;
      return [warn("other-keys", message)];
    });
  });
}
