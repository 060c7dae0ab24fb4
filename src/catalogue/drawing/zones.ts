/** The three zones machines are spread over, as targets of a fault: number n stands in zone n mod 3. */
export const zoneNames = (): readonly string[] => ["zone a", "zone b", "zone c"];
