import { useState } from 'react';
import { SeatFace } from '../page/SeatFace.tsx';
import classes from './Avatar.module.css';

interface AvatarProps {
  readonly name: string;
  readonly url: string | null | undefined;
  readonly size: number;
}

/** A person's picture, or their first letter while there is none. */
export function Avatar({ name, url, size }: AvatarProps) {
  const [broken, setBroken] = useState<string>();
  if (!url || broken === url) return <SeatFace name={name} size={size} />;
  return (
    <img
      className={classes.picture}
      src={url}
      alt=""
      width={size}
      height={size}
      loading="lazy"
      onError={() => setBroken(url)}
    />
  );
}
