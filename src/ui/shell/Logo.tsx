/** Four quadrants in four of the layer colours. */
export function Logo() {
  return (
    <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
      <rect x="1" y="1" width="9" height="9" rx="2.5" fill="var(--source)" />
      <rect x="12" y="1" width="9" height="9" rx="2.5" fill="var(--store)" />
      <rect x="1" y="12" width="9" height="9" rx="2.5" fill="var(--process)" />
      <rect x="12" y="12" width="9" height="9" rx="2.5" fill="var(--serve)" />
    </svg>
  );
}
