import classes from './SeatFace.module.css';

const hues = ['#b93a08', '#7a2e6b', '#146356', '#2f4b87', '#8a5a00', '#a31d3f'];

/** The first word decides, so that a person has one colour wherever more or less of the name is known. */
function hueOf(name: string): string | undefined {
  let sum = 0;
  for (const letter of name.split(' ')[0] ?? '') sum += letter.codePointAt(0) ?? 0;
  return hues[sum % hues.length];
}

/** A person's first letter in that person's colour. */
export function SeatFace({ name, size = 28 }: { name: string; size?: number }) {
  return (
    <span
      className={classes.face}
      style={{ background: hueOf(name), width: size, height: size, fontSize: size * 0.46 }}
      data-letter={name.slice(0, 1).toUpperCase()}
      aria-hidden="true"
    />
  );
}
