-- The two questionnaires that come with the system, as published (R. L. Spitzer, J. B. W. Williams, K. Kroenke and colleagues).
INSERT INTO `assessment_types` (`name`, `description`, `bands`, `created_at`) VALUES
	(
		'PHQ-9',
		'Depression. Over the last 2 weeks, how often have you been bothered by any of the following problems? Developed by Drs. Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke and colleagues, with an educational grant from Pfizer Inc. No permission required to reproduce, translate, display or distribute.',
		'[{"from":0,"severity":"minimal"},{"from":5,"severity":"mild"},{"from":10,"severity":"moderate"},{"from":15,"severity":"moderately severe"},{"from":20,"severity":"severe"}]',
		unixepoch() * 1000
	),
	(
		'GAD-7',
		'Anxiety. Over the last 2 weeks, how often have you been bothered by the following problems? Developed by Drs. Robert L. Spitzer, Janet B.W. Williams, Kurt Kroenke and colleagues, with an educational grant from Pfizer Inc. No permission required to reproduce, translate, display or distribute.',
		'[{"from":0,"severity":"minimal"},{"from":5,"severity":"mild"},{"from":10,"severity":"moderate"},{"from":15,"severity":"severe"}]',
		unixepoch() * 1000
	);
--> statement-breakpoint
-- The ninth item speaks of self-harm, which any answer but "Not at all" calls attention to.
INSERT INTO `assessment_questions` (`type_id`, `text`, `flag`)
SELECT `assessment_types`.`id`, `item`.`value`, CASE `item`.`key` WHEN 8 THEN 'self_harm' END
FROM `assessment_types`, json_each('[
	"Little interest or pleasure in doing things",
	"Feeling down, depressed, or hopeless",
	"Trouble falling or staying asleep, or sleeping too much",
	"Feeling tired or having little energy",
	"Poor appetite or overeating",
	"Feeling bad about yourself — or that you are a failure or have let yourself or your family down",
	"Trouble concentrating on things, such as reading the newspaper or watching television",
	"Moving or speaking so slowly that other people could have noticed? Or the opposite — being so fidgety or restless that you have been moving around a lot more than usual",
	"Thoughts that you would be better off dead or of hurting yourself in some way"
]') AS `item`
WHERE `assessment_types`.`name` = 'PHQ-9' AND `assessment_types`.`created_by` IS NULL
ORDER BY `item`.`key`;
--> statement-breakpoint
INSERT INTO `assessment_questions` (`type_id`, `text`)
SELECT `assessment_types`.`id`, `item`.`value`
FROM `assessment_types`, json_each('[
	"Feeling nervous, anxious or on edge",
	"Not being able to stop or control worrying",
	"Worrying too much about different things",
	"Trouble relaxing",
	"Being so restless that it is hard to sit still",
	"Becoming easily annoyed or irritable",
	"Feeling afraid as if something awful might happen"
]') AS `item`
WHERE `assessment_types`.`name` = 'GAD-7' AND `assessment_types`.`created_by` IS NULL
ORDER BY `item`.`key`;
--> statement-breakpoint
-- The same four answers to all of them: 0 to 3 points, by their place.
INSERT INTO `assessment_answers` (`question_id`, `text`, `is_correct`, `points`)
SELECT `assessment_questions`.`id`, `item`.`value`, false, `item`.`key`
FROM `assessment_questions`
JOIN `assessment_types` ON `assessment_types`.`id` = `assessment_questions`.`type_id`,
	json_each('["Not at all", "Several days", "More than half the days", "Nearly every day"]') AS `item`
WHERE `assessment_types`.`name` IN ('PHQ-9', 'GAD-7') AND `assessment_types`.`created_by` IS NULL
ORDER BY `assessment_questions`.`id`, `item`.`key`;
