import { deleteApp, initializeApp } from 'firebase/app';
import { getFirestore, initializeFirestore, memoryLocalCache } from 'firebase/firestore';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type * as z from 'zod/mini';
import * as firecircle from '../../sdk/src/index.ts';
import { accountVerbs } from '../../sdk/src/verbs/account.ts';
import { connectionVerbs } from '../../sdk/src/verbs/connections.ts';
import { type contentInput, contentVerbs } from '../../sdk/src/verbs/content.ts';
import { creatorVerbs } from '../../sdk/src/verbs/creators.ts';
import { graphVerbs } from '../../sdk/src/verbs/graph.ts';
import { identityVerbs } from '../../sdk/src/verbs/identity.ts';
import { profileVerbs } from '../../sdk/src/verbs/profiles.ts';
import { creatorProfileVerbs } from '../../sdk/src/verbs/socialsync.ts';
import type { Handlers } from '../../sdk/src/verbs/verb.ts';
import { webhookVerbs } from '../../sdk/src/verbs/webhooks.ts';
import { newDevice, ports } from './world.ts';

describe('getFirecircle', () => {
  test('the same app and options give the same instance, others another one', async () => {
    const app = initializeApp({ projectId: 'demo-firecircle', apiKey: 'demo' }, 'instances');
    const instance = firecircle.getFirecircle(app);
    expect(firecircle.getFirecircle(app, { region: 'us-central1', offline: 'memory' })).toBe(instance);
    expect(firecircle.getFirecircle(app, { offline: 'persist' }).firestore).toBe(instance.firestore);
    const named = firecircle.getFirecircle(app, { databaseId: 'firecircle' });
    expect(named).not.toBe(instance);
    expect(named.firestore).toBe(getFirestore(app, 'firecircle'));
    expect(firecircle.getFirecircle(app, { region: 'europe-west1' }).region).toBe('europe-west1');
    await deleteApp(app);
  });

  test("takes an app's own Firestore as it is", async () => {
    const app = initializeApp({ projectId: 'demo-firecircle', apiKey: 'demo' }, 'own-firestore');
    const own = initializeFirestore(app, { localCache: memoryLocalCache(), ignoreUndefinedProperties: true });
    expect(firecircle.getFirecircle(app).firestore).toBe(own);
    await deleteApp(app);
  });

  test('may be connected to the emulators twice', () => {
    const device = newDevice();
    expect(() => firecircle.connectFirecircleEmulators(device, ports)).not.toThrow();
  });
});

describe('types', () => {
  test('say what every function takes and gives', () => {
    type Instance = firecircle.Firecircle;
    expectTypeOf(firecircle.toggleLike).parameters.toEqualTypeOf<
      [Instance, firecircle.ContentType, string, (firecircle.ChangeOptions | undefined)?]
    >();
    expectTypeOf(firecircle.toggleLike).returns.resolves.toEqualTypeOf<{
      contentId: string;
      liked: boolean;
      likeCount: number;
    }>();
    expectTypeOf(firecircle.shareContent).returns.resolves.toEqualTypeOf<{
      contentId: string;
      shared: true;
      shareCount: number;
    }>();
    expectTypeOf(firecircle.batchMetadata).returns.resolves.toEqualTypeOf<Record<string, firecircle.Metadata>>();
    expectTypeOf(firecircle.watchMetadata).returns.toEqualTypeOf<() => void>();
    expectTypeOf(firecircle.listLiked).returns.resolves.toEqualTypeOf<firecircle.Page<firecircle.InteractionItem>>();
    expectTypeOf<firecircle.LiveMetadata>().toExtend<firecircle.ContentItem>();
    expectTypeOf<firecircle.FirecircleError>().toExtend<Error>();
    expectTypeOf<firecircle.ContentType>().toEqualTypeOf<'media' | 'artist' | 'merch' | 'ebook' | 'podcast'>();
    expectTypeOf<firecircle.FirecircleError['code']>().toExtend<string>();
  });

  test('the documented input is the one that is checked', () => {
    expectTypeOf<z.output<typeof contentInput>>().toEqualTypeOf<firecircle.ContentInput>();
    expectTypeOf<z.input<typeof contentInput>>().toEqualTypeOf<firecircle.ContentInput>();
    type In<Verb extends { input: z.ZodMiniType }> = z.input<Verb['input']>;
    type SignUp = In<typeof identityVerbs.signUp>;
    expectTypeOf<SignUp>().toEqualTypeOf<firecircle.NewAccount>();
    expectTypeOf<In<typeof profileVerbs.updateProfile>>().toEqualTypeOf<firecircle.ProfileEdit>();
    expectTypeOf<In<typeof profileVerbs.getProfile>>().toEqualTypeOf<firecircle.PersonName>();
    type Application = In<typeof creatorVerbs.submitCreatorApplication>['application'];
    expectTypeOf<Application>().toEqualTypeOf<firecircle.ApplicationInput>();
    type ApplicationChanges = In<typeof creatorVerbs.updateCreatorApplication>['changes'];
    expectTypeOf<ApplicationChanges>().toEqualTypeOf<firecircle.ApplicationEdit>();
    expectTypeOf<In<typeof creatorVerbs.updateCreator>['changes']>().toEqualTypeOf<firecircle.CreatorEdit>();
    type CreatorProfileChanges = In<typeof creatorProfileVerbs.updateCreatorProfile>;
    expectTypeOf<CreatorProfileChanges>().toEqualTypeOf<firecircle.CreatorProfileEdit>();
    type Grant = Omit<In<typeof connectionVerbs.connectPlatform>, 'platform'>;
    expectTypeOf<Grant>().toEqualTypeOf<firecircle.PlatformGrant>();
    expectTypeOf<In<typeof webhookVerbs.createWebhook>>().toEqualTypeOf<firecircle.NewWebhook>();
  });

  test('the documented answers are those that are checked', () => {
    type Out<Verb extends { output: z.ZodMiniType }> = z.output<Verb['output']>;
    expectTypeOf<Out<typeof profileVerbs.getProfile>>().toEqualTypeOf<firecircle.Profile>();
    expectTypeOf<Out<typeof profileVerbs.getAccount>>().toEqualTypeOf<firecircle.OwnAccount>();
    type Followers = Out<typeof graphVerbs.listFollowers>['items'][number];
    expectTypeOf<Followers>().branded.toEqualTypeOf<firecircle.FollowCard>();
    expectTypeOf<Out<typeof graphVerbs.listBlocked>['items'][number]>().branded.toEqualTypeOf<firecircle.BlockCard>();
    expectTypeOf<Out<typeof graphVerbs.followUser>>().toEqualTypeOf<firecircle.FollowState>();
    expectTypeOf<Out<typeof graphVerbs.blockUser>>().toEqualTypeOf<firecircle.BlockState>();
    type Application = Out<typeof creatorVerbs.submitCreatorApplication>;
    expectTypeOf<Application>().toEqualTypeOf<firecircle.CreatorApplication>();
    expectTypeOf<Out<typeof creatorVerbs.updateCreator>>().toEqualTypeOf<firecircle.CreatorCard>();
    expectTypeOf<Out<typeof creatorProfileVerbs.syncPlatform>>().toEqualTypeOf<firecircle.CreatorProfile>();
    type Analytics = Out<typeof creatorProfileVerbs.syncAnalytics>;
    expectTypeOf<Analytics>().branded.toEqualTypeOf<firecircle.SyncAnalytics>();
    expectTypeOf<Out<typeof connectionVerbs.syncNow>>().toEqualTypeOf<firecircle.ConnectionState>();
    type Webhooks = Out<typeof webhookVerbs.listWebhooks>['webhooks'][number];
    expectTypeOf<Webhooks>().toEqualTypeOf<firecircle.Webhook>();
    expectTypeOf<Out<typeof webhookVerbs.sendTestEvent>>().toEqualTypeOf<firecircle.Delivery>();
    type Export = Omit<Out<typeof accountVerbs.exportAccount>, 'nextCursor'>;
    expectTypeOf<Export>().toEqualTypeOf<firecircle.AccountExport>();
  });

  test('every verb of every table is a function of the SDK, by the same name', () => {
    const tables = { ...identityVerbs, ...profileVerbs, ...graphVerbs, ...creatorVerbs, ...creatorProfileVerbs };
    const names = Object.keys({ ...tables, ...connectionVerbs, ...webhookVerbs, ...accountVerbs, ...contentVerbs });
    const functions = new Map(Object.entries(firecircle));
    expect(names.length).toBeGreaterThan(40);
    expect(names.filter((name) => typeof functions.get(name) !== 'function')).toEqual([]);
  });

  test('a table of handlers must have every verb, with its own input and output', () => {
    type ContentHandlers = Handlers<typeof contentVerbs, { uid: string }>;
    expectTypeOf<keyof ContentHandlers>().toEqualTypeOf<'putContents' | 'removeContent' | 'restoreContent'>();
    expectTypeOf<ContentHandlers['putContents']>()
      .parameter(1)
      .toEqualTypeOf<{ contents: firecircle.ContentInput[] }>();
    expectTypeOf<ContentHandlers['putContents']>().returns.resolves.toEqualTypeOf<{
      created: number;
      updated: number;
    }>();
    const refused = async (instance: firecircle.Firecircle) => {
      // @ts-expect-error a content type that does not exist
      await firecircle.toggleLike(instance, 'video', 'x');
      // @ts-expect-error setLike names the wanted state
      await firecircle.setLike(instance, 'media', 'x');
      // @ts-expect-error a content has a title
      await firecircle.putContents(instance, [{ contentType: 'media', contentId: 'x' }]);
    };
    expect(refused).toBeTypeOf('function');
  });
});
