import { ALERT_DOORS } from "../contract/doors/alerts.ts";
import { attack } from "./attack.ts";

attack(ALERT_DOORS);
