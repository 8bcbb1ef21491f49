interface ImportMetaEnv {
  readonly FIRECIRCLE_DATABASE: string;
  readonly FIRECIRCLE_REGION: string;
}
