import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Notice.module.css';

interface NoticeProps {
  readonly icon: Icon;
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
  readonly role?: 'alert';
}

/** What stands where contents would: nothing yet, nothing for you, nothing reachable. */
export function Notice({ icon: Picture, title, children, action, role }: NoticeProps) {
  return (
    <div className={classes.notice} role={role}>
      <span className={classes.ring}>
        <Picture size={28} stroke={1.6} aria-hidden="true" />
      </span>
      <h3 className={classes.title}>{title}</h3>
      <p className={classes.text}>{children}</p>
      {action}
    </div>
  );
}
