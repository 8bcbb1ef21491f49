import { VisuallyHidden } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import classes from './Moving.module.css';

interface MovingProps {
  readonly value: number;
  /** The number as it is shown. */
  readonly text: string;
  /** The number as it is heard, with its noun. */
  readonly label: string;
  readonly className?: string | undefined;
}

/** A number that glows when it moves. */
export function Moving({ value, text, label, className }: MovingProps) {
  const last = useRef(value);
  const [moves, setMoves] = useState(0);
  useEffect(() => {
    if (last.current !== value) setMoves((count) => count + 1);
    last.current = value;
  }, [value]);
  return (
    <span className={`${classes.moving} ${className ?? ''}`} data-value={value} title={label}>
      <span key={moves} className={moves > 0 ? classes.moved : undefined} aria-hidden="true">
        {text}
      </span>
      <VisuallyHidden>{label}</VisuallyHidden>
    </span>
  );
}
