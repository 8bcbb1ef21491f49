import { IconExternalLink } from '@tabler/icons-react';
import { useSitting } from '../seat/sitting.ts';
import classes from './Signing.module.css';

/** In a demo project no mail leaves the machine; `npm start` shows what would have been sent. */
export function Inbox() {
  const { seat } = useSitting();
  if (!seat.isDemo) return null;
  return (
    <a className={classes.inbox} href={`http://${location.hostname}:5002`} target="_blank" rel="noreferrer">
      <IconExternalLink size={15} aria-hidden="true" />
      Open the local inbox
    </a>
  );
}
