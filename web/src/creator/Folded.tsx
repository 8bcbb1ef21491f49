import { IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import classes from './Folded.module.css';

/** A part that is asked for when it is opened, not before. */
export function Folded({ title, hint, children }: { title: string; hint: string; children: () => ReactNode }) {
  const [wasOpened, setOpened] = useState(false);
  return (
    <details className={classes.folded} onToggle={({ currentTarget }) => currentTarget.open && setOpened(true)}>
      <summary className={classes.summary}>
        <IconChevronRight className={classes.sign} size={17} stroke={2.2} aria-hidden="true" />
        <span className={classes.title}>{title}</span>
        <span className={classes.hint}>{hint}</span>
      </summary>
      <div className={classes.inside}>{wasOpened && children()}</div>
    </details>
  );
}
