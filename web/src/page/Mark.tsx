import { useId } from 'react';

/** The sign of Firecircle: a ring of people, a fire in the middle. */
export function Mark({ size = 34 }: { size?: number }) {
  const flame = useId();
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <linearGradient id={flame} x1="0" y1="1" x2="0" y2="0">
        <stop offset="0" stopColor="#d9380b" />
        <stop offset="1" stopColor="#ffb454" />
      </linearGradient>
      <circle
        cx="16"
        cy="16"
        r="13.4"
        fill="none"
        stroke="#e8590c"
        strokeWidth="3"
        strokeLinecap="round"
        strokeDasharray="0.01 7.016"
      />
      <path
        fill={`url(#${flame})`}
        d="M16.4 6.2c.7 3.2 5.9 5.3 5.9 10.8a6.3 6.3 0 0 1-12.6 0c0-2.3 1-3.9 2.3-5.2.1 1.5.7 2.4 1.7 2.9.1-3.6 1-6.3 2.7-8.5z"
      />
    </svg>
  );
}
