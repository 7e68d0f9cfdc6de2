import { CHANNEL_DOORS } from "../contract/doors/channels.ts";
import { attack } from "./attack.ts";

attack(CHANNEL_DOORS);
