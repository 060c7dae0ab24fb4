import type { FaultDecl, Fields, Props } from "../contract.ts";

/** A wire as a design draws it. */
type DrawnWire = { readonly from: { readonly part: string; readonly port: string }; readonly to: { readonly part: string } };

/** Names of what a fault can strike of a part, in the order of their index; null: it strikes the whole. */
export function faultTargets(
  fault: Pick<FaultDecl<Props<Fields>>, "targets" | "targetPort">,
  props: Props<Fields>,
  part: { readonly id: string; readonly wires: readonly DrawnWire[]; titleOf(part: string): string },
): readonly string[] | null {
  const { targetPort } = fault;
  if (targetPort === undefined) return fault.targets?.(props) ?? null;
  const behind = part.wires.filter(({ from }) => from.part === part.id && from.port === targetPort);
  return behind.length === 0 ? null : behind.map(({ to }) => part.titleOf(to.part));
}
