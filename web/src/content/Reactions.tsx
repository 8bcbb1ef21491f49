import { IconBookmark, IconBookmarkFilled, IconShare3 } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
import type { ContentName } from '../seat/changes.ts';
import { useSitting } from '../seat/sitting.ts';
import type { LiveContent } from './live.ts';
import { brief, counted } from './numbers.ts';
import classes from './Reactions.module.css';

interface ReactionsProps {
  readonly content: ContentName;
  readonly title: string;
  readonly state: LiveContent;
  readonly large?: boolean;
}

export function Reactions({ content, title, state, large = false }: ReactionsProps) {
  const { act } = useSitting();
  const [bursts, setBursts] = useState(0);
  const disabled = state.live === undefined;

  return (
    <fieldset className={classes.reactions} data-large={large || undefined} aria-label={`Reactions to ${title}`}>
      <Reaction
        className={classes.like}
        label={`Like ${title}, ${counted(state.likes, 'like')}`}
        pressed={state.liked}
        pending={state.waiting.liked}
        disabled={disabled}
        count={state.likes}
        onClick={() => {
          if (!state.liked) setBursts(bursts + 1);
          act(state.liked ? 'unlike' : 'like', content, title);
        }}
      >
        <Heart filled={state.liked} />
        {bursts > 0 && state.liked && <span key={bursts} className={classes.sparks} />}
      </Reaction>
      <Reaction
        className={classes.save}
        label={`Save ${title}, ${counted(state.saves, 'save')}`}
        pressed={state.saved}
        pending={state.waiting.saved}
        disabled={disabled}
        count={state.saves}
        onClick={() => act(state.saved ? 'unsave' : 'save', content, title)}
      >
        {state.saved ? <IconBookmarkFilled size={18} /> : <IconBookmark size={18} stroke={1.8} />}
      </Reaction>
      <Reaction
        className={classes.share}
        label={`Share ${title}, ${counted(state.shares, 'share')}`}
        pressed={state.shared}
        pending={state.waiting.shared}
        disabled={disabled || state.shared}
        count={state.shares}
        onClick={() => act('share', content, title)}
      >
        <IconShare3 size={18} stroke={1.8} />
      </Reaction>
    </fieldset>
  );
}

interface ReactionProps {
  readonly className: string | undefined;
  readonly label: string;
  readonly pressed: boolean;
  readonly pending: boolean;
  readonly disabled: boolean;
  readonly count: number;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function Reaction({ className, label, pressed, pending, disabled, count, onClick, children }: ReactionProps) {
  return (
    <button
      type="button"
      className={`${classes.reaction} ${className}`}
      aria-label={pending ? `${label}, waiting for the server` : label}
      aria-pressed={pressed}
      data-pending={pending || undefined}
      disabled={disabled}
      onClick={onClick}
    >
      <span className={classes.icon}>{children}</span>
      <span key={count} className={classes.count} data-count={count}>
        {brief(count)}
      </span>
    </button>
  );
}

/** A heart that holds a flame's colours. */
function Heart({ filled }: { filled: boolean }) {
  const gradient = useId();
  return (
    <svg className={classes.heart} viewBox="0 0 24 24" width="19" height="19" aria-hidden="true">
      <linearGradient id={gradient} x1="0" y1="1" x2="0.4" y2="0">
        <stop offset="0" stopColor="#e11d48" />
        <stop offset="0.55" stopColor="#f4511e" />
        <stop offset="1" stopColor="#ffb020" />
      </linearGradient>
      <path
        d="M12 20.7 4.6 13.4a4.95 4.95 0 1 1 7.4-6.5 4.95 4.95 0 1 1 7.4 6.5z"
        fill={filled ? `url(#${gradient})` : 'none'}
        stroke={filled ? `url(#${gradient})` : 'currentColor'}
        strokeWidth="1.8"
        strokeLinejoin="round"
      />
    </svg>
  );
}
