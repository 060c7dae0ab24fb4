import { createContext, use } from "react";

/** Whether charts show their numbers as tables; one switch for all charts of a tab, so that `T` turns them together. */
export type ChartTables = { readonly shown: boolean; readonly toggle: () => void };

export const ChartTablesContext = createContext<ChartTables>({ shown: false, toggle: () => undefined });

export function useChartTables(): ChartTables {
  return use(ChartTablesContext);
}
