import { createStore } from "zustand/vanilla";

/** The table that is to be held against the batch answer as soon as the console has the run's tables; null: nobody asked for that. */
export const tableToCheck = createStore<{ readonly table: string | null }>()(() => ({ table: null }));
