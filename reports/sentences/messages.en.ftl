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
assisted-with-totals = Offices that keep no case records sent totals of an estimated { $added } further persons, which makes { $together } together; tables by sex, age or country stand on case records alone.
nationalities = They were of { $nationalities } nationalities.
hosts-of-returns = Voluntary returns were assisted from { $hosts } host countries.
sex-of-all = Of all persons assisted, { $male } per cent were male and { $female } per cent female.
age-of-all = Adults were { $adults } per cent, and children { $children } per cent.

## Victims of trafficking

victims = Offices assisted { $victims } victims of trafficking, of { $nationalities } nationalities.
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
   *[plain] Of the victims, { $female } per cent ({ $women }) were female.
}
victims-children = { $share_word ->
    [over_half] Over half of the victims, { $children }, were children.
    [under_half] Just under half of the victims, { $children }, were children.
    [half] Half of the victims, { $children }, were children.
    [close_to] Close to { $share_near } per cent of the victims, { $children }, were children.
   *[plain] Of the victims, { $share } per cent, { $children }, were children.
}
victims-forced-labour = Of the victims, { $share } per cent were exploited in forced labour.
victims-sexual-exploitation = Of the victims, { $share } per cent were exploited sexually.
victims-sexual-exploitation-change = { $points_direction ->
    [up] Of the victims, { $share } per cent were exploited sexually, a rise of { $points } percentage { $points_number ->
        [one] point
       *[other] points
    } from { $share_before } per cent in { $before }.
    [down] Of the victims, { $share } per cent were exploited sexually, a decline of { $points } percentage { $points_number ->
        [one] point
       *[other] points
    } from { $share_before } per cent in { $before }.
   *[same] Of the victims, { $share } per cent were exploited sexually, the same as in { $before }.
}
victims-top-origins = The most frequent citizenships among victims assisted were those of { $top }.
victims-top-exploitation = The most frequent countries of exploitation among victims assisted were { $top }; this ranks assistance, not prevalence.

victims-corridors = The most frequent corridors among victims assisted, from citizenship to exploitation, were { $top }; this ranks assistance, not prevalence.
victims-own-country = Of the victims, { $own } ({ $share } per cent) were exploited in their country of citizenship.
victims-confirmed = Of the victims, { $actual } ({ $share } per cent) were confirmed as such, and { $possible } were possible victims.
victims-sheltered = Shelter was given to { $share } per cent of the victims.

## Voluntary returns

returns = Offices assisted { $returns } persons to return voluntarily from their host country.
returns-change = { $change_direction ->
    [up] Returns rose by { $change } per cent from { $then } in { $before }.
    [down] Returns fell by { $change } per cent from { $then } in { $before }.
   *[same] Returns were as many, to the nearest per cent, as in { $before } ({ $then }).
}
returns-top-hosts = The largest host countries of returns were { $top }.
returns-top-origins = The largest countries of origin of those who returned were { $top }.
returns-mexico-canada = From Mexico and Canada { $returns } persons returned.
returns-trafficked = Among those who returned were { $vot } victims of trafficking.
returns-trafficked-change = { $change_direction ->
    [up] Among those who returned were { $vot } victims of trafficking, { $change } per cent more than in { $before }.
    [down] Among those who returned were { $vot } victims of trafficking, { $change } per cent fewer than in { $before }.
   *[same] Among those who returned were { $vot } victims of trafficking, as many as in { $before }, to the nearest per cent.
}
returns-children = Among those who returned were { $umc } unaccompanied migrant children.
returns-children-change = { $change_direction ->
    [up] Among those who returned were { $umc } unaccompanied migrant children, { $change } per cent more than in { $before }.
    [down] Among those who returned were { $umc } unaccompanied migrant children, { $change } per cent fewer than in { $before }.
   *[same] Among those who returned were { $umc } unaccompanied migrant children, as many as in { $before }, to the nearest per cent.
}

returns-humanitarian = Of those who returned, { $vhr } ({ $share } per cent) did so in voluntary humanitarian return.
returns-economic-area = Of those who returned, { $share } per cent left from the European Economic Area and Switzerland.
returns-vulnerable = At least one vulnerability was known of { $any } persons ({ $share } per cent of all who returned).
after-return = Offices in the countries of origin assisted { $after } persons after their return; they are not added to those who returned.

## Unaccompanied children

children = Offices assisted { $children } unaccompanied and separated children, each counted once.
children-change = { $change_direction ->
    [up] That is { $change } per cent more than the { $then } of { $before }.
    [down] That is { $change } per cent fewer than the { $then } of { $before }.
   *[same] That is as many, to the nearest per cent, as in { $before } ({ $then }).
}
children-best-interest = Of { $done } of them ({ $share } per cent) the best interest was formally determined.

## Other vulnerable migrants

vulnerable = Offices assisted { $persons } other vulnerable migrants.
vulnerable-children = Of these, { $children } were unaccompanied or separated children.

## Migrants' health

health-assessments-change = { $change_direction ->
    [up] Offices made { $now } health assessments, { $change } per cent more than the { $then } of { $before }.
    [down] Offices made { $now } health assessments, { $change } per cent fewer than the { $then } of { $before }.
   *[same] Offices made { $now } health assessments, as many as in { $before }, to the nearest per cent.
}
health-assessments = Offices made { $now } health assessments.
health-vaccinations = Offices gave { $doses } doses of vaccine.
health-providers-trained = Offices trained { $trained } health providers.
health-projects = Of the projects, { $projects } were on migrants' health.

## Projects and partnerships

projects-change = { $change_direction ->
    [up] Assistance ran through { $now } projects, { $change } per cent more than in { $before }.
    [down] Assistance ran through { $now } projects, { $change } per cent fewer than in { $before }.
   *[same] Assistance ran through { $now } projects, as many as in { $before }, to the nearest per cent.
}
projects = Assistance ran through { $now } projects.
projects-countries = The projects covered { $countries } countries.
projects-joint = With at least one partner, { $joint } projects were run jointly.
projects-training = Training by projects reached { $trained } persons.
