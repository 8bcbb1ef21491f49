import { CloseButton, Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import classes from './Dialog.module.css';

interface DialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly size: 'md' | 'lg';
  readonly children: ReactNode;
}

/** A dialog; on a narrow screen a large one takes all of it. Its head is no landmark: a page has one banner. */
export function Dialog({ opened, onClose, title, size, children }: DialogProps) {
  const isNarrow = useMediaQuery('(max-width: 36em)', undefined, { getInitialValueInEffect: false });
  const fullScreen = isNarrow === true && size === 'lg';
  return (
    <Modal.Root
      opened={opened}
      onClose={onClose}
      size={size}
      radius={fullScreen ? 0 : 'lg'}
      centered={size === 'md'}
      fullScreen={fullScreen}
      classNames={{ content: classes.content ?? '' }}
    >
      <Modal.Overlay backgroundOpacity={0.4} />
      <Modal.Content>
        <div className={classes.head}>
          <Modal.Title className={classes.title}>{title}</Modal.Title>
          <CloseButton onClick={onClose} aria-label="Close" radius="xl" size="lg" />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
