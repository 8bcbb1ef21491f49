import { ActionIcon, Button, Menu, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconApi, IconMoon, IconSun } from '@tabler/icons-react';
import classes from './Header.module.css';
import { Mark } from './Mark.tsx';

/** Each has an explorer of its own. */
const contracts = ['engagement', 'social-sync', 'streaming', 'commerce'];

export function Header() {
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme('light') === 'dark';
  return (
    <header className={classes.header}>
      <div className={classes.brand}>
        <Mark size={40} />
        <div>
          <h1 className={classes.name}>Firecircle</h1>
          <p className={classes.claim}>Likes that persist: a social backend in your own Firebase project.</p>
        </div>
      </div>
      <div className={classes.tools}>
        <Menu position="bottom-end" width={220}>
          <Menu.Target>
            <Button
              variant="default"
              radius="xl"
              classNames={{ root: classes.docs, section: classes.docsIcon }}
              aria-label="API explorers"
              leftSection={<IconApi size={20} stroke={1.8} aria-hidden="true" />}
            >
              <span className={classes.docsWords}>API explorers</span>
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {contracts.map((contract) => (
              <Menu.Item key={contract} component="a" href={`/${contract}/docs`}>
                {contract}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <Tooltip label={isDark ? 'Light' : 'Dark'} withArrow>
          <ActionIcon
            variant="default"
            radius="xl"
            size={38}
            aria-label={isDark ? 'Switch to the light scheme' : 'Switch to the dark scheme'}
            onClick={() => setColorScheme(isDark ? 'light' : 'dark')}
          >
            {isDark ? <IconSun size={18} stroke={1.9} /> : <IconMoon size={18} stroke={1.9} />}
          </ActionIcon>
        </Tooltip>
      </div>
    </header>
  );
}
