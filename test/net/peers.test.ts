import { channelLaws } from '../support/channel-laws.js';
import { deploy } from './deployment.js';

channelLaws('HTTP/2 mesh', async (parties) => {
  const deployment = await deploy(parties);
  return { open: async () => deployment.open(), close: () => deployment.close() };
});
