/** Changes whenever the same design, scenario and seed may give other numbers. Part of every result and link. */
export const ENGINE_VERSION = "0.1.0";
