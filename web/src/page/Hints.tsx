import classes from './Hints.module.css';

const hints = [
  ['Like something on the left.', 'It glows on the right.'],
  ['Go offline and go on.', 'Back online, the queue is sent.'],
  ['Sign out, sign in.', 'Your hearts are still yours.'],
] as const;

/** Three things to try. */
export function Hints() {
  return (
    <ol className={classes.hints} aria-label="Three things to try">
      {hints.map(([what, then], at) => (
        <li key={what} className={classes.hint}>
          <span className={classes.number} aria-hidden="true">
            {at + 1}
          </span>
          <span>
            <strong>{what}</strong> {then}
          </span>
        </li>
      ))}
    </ol>
  );
}
