import { ACCOUNT_DOORS } from "../contract/doors/accounts.ts";
import { attack } from "./attack.ts";

attack(ACCOUNT_DOORS);
