### Texts of the review in English. Numbers arrive written in the house format; words such as "over half" are chosen by
### key. Terms: host, not beneficiary; victim; irregular, not illegal; never a claim about prevalence.

## The label of an edition

draft = DRAFT { $draft } – not for citation
edition = Edition { $edition }
nature-demonstration = Demonstration data: no real person stands behind these numbers.
nature-synthetic = Synthetic data (CTDC): records imitate the statistical pattern of real cases; none is a real person.
nature-mixed = Demonstration and synthetic data: no real person stands behind these numbers.
nature-part = Part of the records is demonstration or synthetic data.
caveat = Persons assisted by the reporting offices. The numbers follow where offices work and report: they do not measure how many persons are affected, nor prevalence.
offices = { $received } of { $expected } expected offices reported for { $year }{ $nil ->
    [0] {""}
    [one] ; { $nil_text } of them stated that it had nothing to report
   *[other] ; { $nil_text } of them stated that they had nothing to report
}{ $rejected ->
    [0] .
    [one] ; the files of { $rejected_text } office could not be accepted.
   *[other] ; the files of { $rejected_text } offices could not be accepted.
}
held-back-none = No record was held back.
held-back-few = Fewer than { $bound } records were held back because they could not be told apart or attributed.
held-back-some = Some records were held back because they could not be told apart or attributed.
held-back-alone = { $held } records were held back because they could not be told apart or attributed.
held-back = { $held } of some { $read } records ({ $share } per cent) were held back because they could not be told apart or attributed.
corrections-none = Headquarters corrected no value.
corrections-few = Headquarters corrected fewer than { $bound } values, each with its author and reason; a correction ends once the office has answered for itself.
corrections = Headquarters corrected { $applied } values, each with its author and reason; a correction ends once the office has answered for itself.

## All persons

assisted = { $approximately ->
    [over] Over { $round } migrants were assisted in { $year }: some { $some }.
    [close_to] Close to { $round } migrants were assisted in { $year }.
   *[exactly] { $round } migrants were assisted in { $year }.
}
assisted-change = { $change_direction ->
    [up] That is { $change } per cent more than in { $before }, when { $then } were assisted.
    [down] That is { $change } per cent fewer than in { $before }, when { $then } were assisted.
   *[same] That is as many, to the nearest per cent, as in { $before }, when { $then } were assisted.
}
assisted-with-totals = With the totals of offices that keep no case records, an estimate of { $added } further persons, { $together } were assisted; tables by sex, age or country stand on case records alone.
nationalities = They were of { $nationalities } nationalities.
hosts-of-returns = Voluntary returns were assisted from { $hosts } host countries.
sex-of-all = Of all persons assisted, { $male } per cent were male and { $female } per cent female.
age-of-all = { $adults } per cent were adults and { $children } per cent children.

## Victims of trafficking

victims = { $victims } victims of trafficking were assisted, of { $nationalities } nationalities.
victims-change = { $change_direction ->
    [up] That is { $change } per cent more than the { $then } of { $before }.
    [down] That is { $change } per cent fewer than the { $then } of { $before }.
   *[same] That is as many, to the nearest per cent, as in { $before } ({ $then }).
}
victims-female = { $female_word ->
    [over_half] Over half of the victims ({ $female } per cent) were female.
    [under_half] Just under half of the victims ({ $female } per cent) were female.
    [half] Half of the victims were female.
    [close_to] Close to { $female_near } per cent of the victims ({ $women }) were female.
   *[plain] { $female } per cent of the victims ({ $women }) were female.
}
victims-children = { $share_word ->
    [over_half] { $children } of the victims, over half, were children.
    [under_half] { $children } of the victims, just under half, were children.
    [half] { $children } of the victims, half of them, were children.
    [close_to] { $children } of the victims, close to { $share_near } per cent, were children.
   *[plain] { $children } of the victims, { $share } per cent, were children.
}
victims-forced-labour = { $share } per cent of the victims were exploited in forced labour.
victims-sexual-exploitation = { $share } per cent of the victims were exploited sexually.
victims-sexual-exploitation-change = { $points_direction ->
    [up] { $share } per cent of the victims were exploited sexually, a rise of { $points } percentage { $points_number ->
        [one] point
       *[other] points
    } from { $share_before } per cent in { $before }.
    [down] { $share } per cent of the victims were exploited sexually, a decline of { $points } percentage { $points_number ->
        [one] point
       *[other] points
    } from { $share_before } per cent in { $before }.
   *[same] { $share } per cent of the victims were exploited sexually, the same as in { $before }.
}
victims-top-origins = The most frequent citizenships among victims assisted were those of { $top }.
victims-top-exploitation = The most frequent countries of exploitation among victims assisted were { $top }; this ranks assistance, not prevalence.

victims-corridors = The most frequent corridors among victims assisted, from citizenship to exploitation, were { $top }; this ranks assistance, not prevalence.
victims-own-country = { $own } victims ({ $share } per cent) were exploited in their country of citizenship.
victims-confirmed = { $actual } victims ({ $share } per cent) were confirmed as such and { $possible } possible.
victims-sheltered = { $share } per cent of the victims were given shelter.

## Voluntary returns

returns = { $returns } persons were assisted to return voluntarily from their host country.
returns-change = { $change_direction ->
    [up] Returns rose by { $change } per cent from { $then } in { $before }.
    [down] Returns fell by { $change } per cent from { $then } in { $before }.
   *[same] Returns were as many, to the nearest per cent, as in { $before } ({ $then }).
}
returns-top-hosts = The largest host countries of returns were { $top }.
returns-top-origins = The largest countries of origin of those who returned were { $top }.
returns-mexico-canada = { $returns } persons returned from Mexico and Canada.
returns-trafficked = { $vot } victims of trafficking were among those who returned.
returns-trafficked-change = { $change_direction ->
    [up] { $vot } victims of trafficking were among those who returned, { $change } per cent more than in { $before }.
    [down] { $vot } victims of trafficking were among those who returned, { $change } per cent fewer than in { $before }.
   *[same] { $vot } victims of trafficking were among those who returned, as many as in { $before }, to the nearest per cent.
}
returns-children = { $umc } unaccompanied migrant children were among those who returned.
returns-children-change = { $change_direction ->
    [up] { $umc } unaccompanied migrant children were among those who returned, { $change } per cent more than in { $before }.
    [down] { $umc } unaccompanied migrant children were among those who returned, { $change } per cent fewer than in { $before }.
   *[same] { $umc } unaccompanied migrant children were among those who returned, as many as in { $before }, to the nearest per cent.
}

returns-humanitarian = { $vhr } persons ({ $share } per cent of all who returned) returned in voluntary humanitarian return.
returns-economic-area = { $share } per cent of those who returned left from the European Economic Area and Switzerland.
returns-vulnerable = { $any } persons ({ $share } per cent of all who returned) were known to have at least one vulnerability.
after-return = { $after } persons were assisted after return by offices in their country of origin; they are not added to those who returned.

## Unaccompanied children

children = { $children } unaccompanied and separated children were assisted, each counted once.
children-change = { $change_direction ->
    [up] That is { $change } per cent more than the { $then } of { $before }.
    [down] That is { $change } per cent fewer than the { $then } of { $before }.
   *[same] That is as many, to the nearest per cent, as in { $before } ({ $then }).
}
children-best-interest = Of { $done } of them ({ $share } per cent) the best interest was formally determined.

## Other vulnerable migrants

vulnerable = { $persons } other vulnerable migrants were assisted.
vulnerable-children = Of these, { $children } were unaccompanied or separated children.

## Migrants' health

health-assessments-change = { $change_direction ->
    [up] { $now } health assessments were made, { $change } per cent more than the { $then } of { $before }.
    [down] { $now } health assessments were made, { $change } per cent fewer than the { $then } of { $before }.
   *[same] { $now } health assessments were made, as many as in { $before }, to the nearest per cent.
}
health-assessments = { $now } health assessments were made.
health-vaccinations = { $doses } doses of vaccine were given.
health-providers-trained = { $trained } health providers were trained.
health-projects = { $projects } projects were on migrants' health.

## Projects and partnerships

projects-change = { $change_direction ->
    [up] Assistance ran through { $now } projects, { $change } per cent more than in { $before }.
    [down] Assistance ran through { $now } projects, { $change } per cent fewer than in { $before }.
   *[same] Assistance ran through { $now } projects, as many as in { $before }, to the nearest per cent.
}
projects = Assistance ran through { $now } projects.
projects-countries = The projects covered { $countries } countries.
projects-joint = { $joint } projects were run jointly with at least one partner.
projects-training = { $trained } persons took part in training by projects.
