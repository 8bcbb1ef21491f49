import type { ContentType } from 'firecircle';
import { memo, type ReactNode, useId, useState } from 'react';
import { keyOf } from '../seat/changes.ts';
import classes from './Cover.module.css';

const width = 400;
const height = 300;

interface Palette {
  readonly from: string;
  readonly to: string;
  readonly inks: readonly [string, string, string];
}

const palettes: Record<ContentType, readonly [Palette, ...Palette[]]> = {
  media: [
    { from: '#ffb35c', to: '#d23c1a', inks: ['#ffe3b3', '#8a1c14', '#5b1212'] },
    { from: '#ff8e6e', to: '#8e2148', inks: ['#ffd9b8', '#5f1638', '#3a0f2a'] },
    { from: '#ffc46b', to: '#e0572b', inks: ['#fff0cf', '#a02c1a', '#631c17'] },
  ],
  artist: [
    { from: '#3b1747', to: '#7c2758', inks: ['#ff7f6b', '#ffc46b', '#c94f9b'] },
    { from: '#1f2050', to: '#582a72', inks: ['#ff9472', '#7fb2ff', '#e36bb0'] },
    { from: '#431428', to: '#8d2b3a', inks: ['#ffb86b', '#ff6f61', '#f3a0c4'] },
  ],
  merch: [
    { from: '#0f4f4a', to: '#1c7a66', inks: ['#f4c95d', '#f3efe0', '#e2683c'] },
    { from: '#23493a', to: '#2f6b4f', inks: ['#e9d8a6', '#ee9b00', '#94d2bd'] },
    { from: '#193f55', to: '#23617a', inks: ['#ffd7a8', '#f28f5b', '#9ad1d4'] },
  ],
  ebook: [
    { from: '#f3d9b8', to: '#8fa9c9', inks: ['#5d7aa3', '#3a527d', '#202f55'] },
    { from: '#f8cfc0', to: '#9a94c7', inks: ['#6f69a8', '#49457f', '#292650'] },
    { from: '#e8e2c6', to: '#7fb0a9', inks: ['#4f8884', '#2f6065', '#183c46'] },
  ],
  podcast: [
    { from: '#2a211c', to: '#4c3626', inks: ['#ffb454', '#ff7b3a', '#ffe0ad'] },
    { from: '#20262b', to: '#37474a', inks: ['#ffcf70', '#f2784b', '#f7ead0'] },
    { from: '#2e1f26', to: '#593440', inks: ['#ffae73', '#f4587a', '#ffdcc2'] },
  ],
};

/** Numbers in [0, 1) that are the same for the same text (FNV-1a seeding mulberry32): art that never changes. */
function randomOf(text: string): () => number {
  let seed = 0x811c9dc5;
  for (const letter of text) seed = Math.imul(seed ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

type Painter = (random: () => number, palette: Palette) => ReactNode;

/** A sun over moving water. */
const waves: Painter = (random, { inks: [light, mid, deep] }) => {
  const sunX = 90 + random() * 220;
  const sunY = 95 + random() * 50;
  const sunRadius = 46 + random() * 34;
  return (
    <>
      <circle cx={sunX} cy={sunY} r={sunRadius * 1.55} fill={light} opacity={0.22} />
      <circle cx={sunX} cy={sunY} r={sunRadius} fill={light} opacity={0.92} />
      {[0, 1, 2, 3].map((row) => {
        const base = 165 + row * 34;
        const swing = 12 + random() * 16;
        const shift = random() * 100;
        const crest = `q 50 ${-swing} 100 0 t 100 0 t 100 0 t 100 0 t 100 0 t 100 0`;
        return (
          <path
            key={row}
            d={`M ${-100 - shift} ${base} ${crest} V ${height} H -200 Z`}
            fill={row % 2 ? deep : mid}
            opacity={0.4 + row * 0.15}
          />
        );
      })}
    </>
  );
};

/** Stage lights that cross. */
const lights: Painter = (random, { inks }) => {
  const beams = inks.map((ink, at) => ({ ink, foot: 70 + at * 130 + (random() - 0.5) * 70, lamp: random() * width }));
  const centre = 130 + random() * 140;
  return (
    <g style={{ mixBlendMode: 'screen' }}>
      {beams.map(({ ink, foot, lamp }) => (
        <path key={ink} d={`M ${lamp} -20 L ${foot - 75} ${height} H ${foot + 75} Z`} fill={ink} opacity={0.38} />
      ))}
      {inks.map((ink, at) => (
        <circle
          key={ink}
          cx={centre + (at - 1) * (26 + random() * 26)}
          cy={165 + (random() - 0.5) * 60}
          r={50 + random() * 42}
          fill={ink}
          opacity={0.62}
        />
      ))}
    </g>
  );
};

/** A quilt: each patch is one of four cuts, turned. */
const quilt: Painter = (random, { inks }) => {
  const side = 50;
  const patches: ReactNode[] = [];
  for (let y = 0; y < height; y += side) {
    for (let x = 0; x < width; x += side) {
      const ink = inks[Math.floor(random() * inks.length)];
      const turn = Math.floor(random() * 4) * 90;
      const cut = Math.floor(random() * 5);
      if (cut === 4) continue;
      const place = { key: `${x},${y}`, transform: `translate(${x + 25} ${y + 25}) rotate(${turn})`, fill: ink };
      if (cut === 0) patches.push(<path {...place} key={place.key} d="M -25 -25 H 25 A 50 50 0 0 1 -25 25 Z" />);
      if (cut === 1) patches.push(<path {...place} key={place.key} d="M -25 -25 H 25 L -25 25 Z" />);
      if (cut === 2) patches.push(<circle {...place} key={place.key} r={15} />);
      if (cut === 3) patches.push(<path {...place} key={place.key} d="M -25 -25 A 25 25 0 0 0 25 -25 Z" />);
    }
  }
  return <g opacity={0.9}>{patches}</g>;
};

/** Ridges behind ridges, like pages. */
const ridges: Painter = (random, { inks }) => {
  const moonX = 60 + random() * 280;
  return (
    <>
      <circle cx={moonX} cy={70 + random() * 30} r={24 + random() * 16} fill="#fffaf0" opacity={0.85} />
      {inks.map((ink, row) => {
        const base = 140 + row * 52;
        let line = `M -10 ${base}`;
        for (let x = 20; x <= width + 40; x += 34) line += ` L ${x} ${base + (random() - 0.62) * (64 - row * 12)}`;
        return (
          <path
            key={ink}
            d={`${line} V ${height} H -10 Z`}
            fill={ink}
            stroke={ink}
            strokeLinejoin="round"
            strokeWidth={10}
          />
        );
      })}
    </>
  );
};

/** A voice, drawn as it sounds. */
const voice: Painter = (random, { inks: [strong, second, pale] }) => {
  const bars = 17;
  const step = width / (bars + 2);
  return (
    <>
      <circle cx={width / 2} cy={height / 2} r={118} fill={second} opacity={0.16} />
      <circle cx={width / 2} cy={height / 2} r={78} fill={second} opacity={0.2} />
      {Array.from({ length: bars }, (_, at) => {
        const envelope = Math.sin(((at + 1) / (bars + 1)) * Math.PI);
        const tall = 18 + envelope * (50 + random() * 150);
        const x = step * (at + 1.5);
        return (
          <rect
            key={x}
            x={x - 5}
            y={(height - tall) / 2}
            width={10}
            height={tall}
            rx={5}
            fill={at % 5 === 2 ? pale : at % 3 === 0 ? second : strong}
          />
        );
      })}
    </>
  );
};

const painters: Record<ContentType, Painter> = {
  media: waves,
  artist: lights,
  merch: quilt,
  ebook: ridges,
  podcast: voice,
};

interface CoverProps {
  readonly contentType: ContentType;
  readonly contentId: string;
  readonly thumbnailUrl?: string | undefined;
}

/** The content's picture; without one, art drawn from its id. Decoration: the title says what it is. */
export const Cover = memo(function Cover({ contentType, contentId, thumbnailUrl }: CoverProps) {
  const gradient = useId();
  const [isBroken, setBroken] = useState(false);
  if (thumbnailUrl !== undefined && !isBroken) {
    return <img className={classes.art} src={thumbnailUrl} alt="" loading="lazy" onError={() => setBroken(true)} />;
  }

  const random = randomOf(keyOf({ contentType, contentId }));
  const choices = palettes[contentType];
  const palette = choices[Math.floor(random() * choices.length)] ?? choices[0];
  const lean = Math.floor(random() * 50);
  return (
    <svg
      className={classes.art}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
      focusable="false"
    >
      <linearGradient id={gradient} x1={`${lean}%`} y1="0%" x2={`${100 - lean}%`} y2="100%">
        <stop offset="0" stopColor={palette.from} />
        <stop offset="1" stopColor={palette.to} />
      </linearGradient>
      <rect width={width} height={height} fill={`url(#${gradient})`} />
      {painters[contentType](random, palette)}
    </svg>
  );
});
